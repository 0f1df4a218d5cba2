package dev.atelier.localgpu.testing;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which routes of a simulated node fail now, and how. */
final class Faults {

    private static final String ALL_GENERATIONS = "generations";

    private final Map<String, Fault> faults = new ConcurrentHashMap<>();

    void ofGenerations(Fault fault) {
        faults.put(ALL_GENERATIONS, fault);
    }

    void at(String path, Fault fault) {
        faults.put(path, fault);
    }

    void clear() {
        faults.clear();
    }

    /** How this request is to fail; what happens once is over with it. */
    Optional<Fault> next(SimulatedRequest request) {
        String key =
                Routes.isGeneration(request) && !faults.containsKey(request.path()) ? ALL_GENERATIONS : request.path();
        Fault fault = faults.get(key);
        if (fault == Fault.ERROR_500_ONCE) {
            return faults.remove(key, fault) ? Optional.of(fault) : Optional.empty();
        }
        return Optional.ofNullable(fault);
    }
}
