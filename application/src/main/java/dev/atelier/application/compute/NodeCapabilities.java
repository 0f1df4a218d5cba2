package dev.atelier.application.compute;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the nodes of a backend offer beside models. Thread-safe. */
public interface NodeCapabilities {

    /** Says nothing. */
    NodeCapabilities NONE = () -> Offer.NOTHING;

    /**
     * What any of the nodes offers, of each name the first. Takes a few seconds at most, whatever the nodes do: one that does
     * not answer in time is left out. May be remembered for a short time.
     */
    Offer offer();

    /** @param options further properties, as texts */
    record Sampler(String name, List<String> aliases, Map<String, String> options) {}

    /** @param label for people; the names of schedulers are for requests */
    record Scheduler(String name, String label, List<String> aliases) {}

    /** @param scale by how much it enlarges where a request does not say */
    record Upscaler(String name, Optional<String> model, double scale) {}

    /**
     * ControlNet, where it is installed.
     *
     * @param units the maximum of a request
     * @param modules its preprocessors
     * @param types what it calls groups of modules and models, each with the names of its modules
     */
    record ControlNet(int version, int units, List<String> modules, Map<String, List<String>> types) {}

    /** The memory of one node, in bytes; empty where it is not known. */
    record Memory(Optional<Space> main, Optional<Space> gpu) {}

    /** Of one kind of memory. */
    record Space(long free, long total) {}

    /** @param scripts the titles of scripts in lower case, by the word of the task */
    record Offer(
            List<Sampler> samplers,
            List<Scheduler> schedulers,
            List<Upscaler> upscalers,
            List<String> latentUpscaleModes,
            List<String> faceRestorers,
            Map<String, List<String>> scripts,
            Optional<ControlNet> controlNet,
            List<Memory> memory) {

        static final Offer NOTHING =
                new Offer(List.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), Optional.empty(), List.of());

        /** What any of these offers. */
        public static Offer union(List<Offer> offers) {
            Map<String, List<String>> scripts = new LinkedHashMap<>();
            offers.forEach(offer -> offer.scripts()
                    .forEach((task, titles) -> scripts.merge(
                            task, titles, (some, more) -> first(Function.identity(), List.of(some, more)))));
            return new Offer(
                    union(offers, Offer::samplers, Sampler::name),
                    union(offers, Offer::schedulers, Scheduler::name),
                    union(offers, Offer::upscalers, Upscaler::name),
                    union(offers, Offer::latentUpscaleModes, Function.identity()),
                    union(offers, Offer::faceRestorers, Function.identity()),
                    scripts,
                    offers.stream()
                            .flatMap(offer -> offer.controlNet().stream())
                            .reduce(Offer::union),
                    offers.stream().flatMap(offer -> offer.memory().stream()).toList());
        }

        /** This offer with those scripts alone whose titles fit. */
        public Offer withScripts(Predicate<String> which) {
            Map<String, List<String>> fitting = new LinkedHashMap<>();
            scripts.forEach((task, titles) ->
                    fitting.put(task, titles.stream().filter(which).toList()));
            return new Offer(
                    samplers, schedulers, upscalers, latentUpscaleModes, faceRestorers, fitting, controlNet, memory);
        }

        private static ControlNet union(ControlNet one, ControlNet other) {
            Map<String, List<String>> types = new LinkedHashMap<>(one.types());
            other.types()
                    .forEach((type, modules) -> types.merge(
                            type, modules, (some, more) -> first(Function.identity(), List.of(some, more))));
            return new ControlNet(
                    Math.max(one.version(), other.version()),
                    Math.min(one.units(), other.units()),
                    first(Function.identity(), List.of(one.modules(), other.modules())),
                    types);
        }

        private static <T> List<T> union(List<Offer> offers, Function<Offer, List<T>> list, Function<T, String> name) {
            return first(name, offers.stream().map(list).toList());
        }

        private static <T> List<T> first(Function<T, String> name, List<List<T>> lists) {
            Map<String, T> byName = new LinkedHashMap<>();
            lists.forEach(list -> list.forEach(entry -> byName.putIfAbsent(name.apply(entry), entry)));
            return new ArrayList<>(byName.values());
        }
    }
}
