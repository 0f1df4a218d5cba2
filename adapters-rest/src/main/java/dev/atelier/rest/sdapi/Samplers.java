package dev.atelier.rest.sdapi;

import dev.atelier.application.compute.NodeCapabilities;
import io.micronaut.http.HttpStatus;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Compares the sampler and scheduler of a request with those that nodes offer, in whatever spelling. */
record Samplers(NodeCapabilities.Offer offer) {

    /** The answer by which clients choose another sampler. */
    static SdapiException notFound() {
        return SdapiException.rejected(HttpStatus.NOT_FOUND, "Sampler not found");
    }

    /** Rejects samplers that no node has, and removes such schedulers, which WebUI ignores. Nodes that list none have any. */
    void check(Map<String, Object> payload) {
        Object sampler = payload.get(GenerationRequest.SAMPLER);
        if (sampler != null && !offer.samplers().isEmpty() && !isSampler(spelling(sampler.toString()))) {
            throw notFound();
        }
        Object scheduler = payload.get(GenerationRequest.SCHEDULER);
        if (scheduler != null && !offer.schedulers().isEmpty() && !isScheduler(spelling(scheduler.toString()))) {
            payload.remove(GenerationRequest.SCHEDULER);
        }
    }

    /** Before WebUI 1.9 the name of a sampler had that of its scheduler at its end. */
    private boolean isSampler(String asked) {
        return samplers()
                .anyMatch(name ->
                        asked.equals(name) || asked.startsWith(name) && isScheduler(asked.substring(name.length())));
    }

    private Stream<String> samplers() {
        return offer.samplers().stream()
                .flatMap(sampler -> Stream.concat(Stream.of(sampler.name()), sampler.aliases().stream()))
                .map(Samplers::spelling);
    }

    private boolean isScheduler(String asked) {
        return Stream.concat(
                        Stream.of("automatic", "karras", "exponential"),
                        offer.schedulers().stream()
                                .flatMap(scheduler -> Stream.concat(
                                        Stream.of(scheduler.name(), scheduler.label()), scheduler.aliases().stream())))
                .map(Samplers::spelling)
                .anyMatch(asked::equals);
    }

    private static String spelling(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_]+", "");
    }
}
