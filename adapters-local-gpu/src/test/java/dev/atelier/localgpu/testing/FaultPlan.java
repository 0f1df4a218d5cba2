package dev.atelier.localgpu.testing;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The faults of a simulated node by route. */
final class FaultPlan {

    private static final String ALL_GENERATIONS = "generations";

    private final Map<String, Function<SimulatedRequest, Optional<Fault>>> faults = new ConcurrentHashMap<>();

    void ofGenerations(Fault fault) {
        at(ALL_GENERATIONS, fault);
    }

    /** @param fault evaluated at each generation */
    void ofGenerations(Function<SimulatedRequest, Optional<Fault>> fault) {
        faults.put(ALL_GENERATIONS, fault);
    }

    void at(String path, Fault fault) {
        faults.put(path, request -> Optional.of(fault));
    }

    void clear() {
        faults.clear();
    }

    /** The fault of this request. */
    Optional<Fault> next(SimulatedRequest request) {
        String key =
                Routes.isGeneration(request) && !faults.containsKey(request.path()) ? ALL_GENERATIONS : request.path();
        return faults.getOrDefault(key, any -> Optional.empty()).apply(request);
    }
}
