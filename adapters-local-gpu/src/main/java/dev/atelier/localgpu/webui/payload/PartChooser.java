package dev.atelier.localgpu.webui.payload;

import java.util.Optional;

/** Chooses what a request makes of its job. Called once for a request, on a thread that may block. */
@FunctionalInterface
public interface PartChooser {

    /** Requests make their whole job. */
    PartChooser WHOLE = iterations -> Optional.empty();

    /**
     * Chooses the request's part.
     *
     * @param iterations how many the job can be divided into: 1 if it cannot
     * @return empty: the whole job
     */
    Optional<IterationPart> choose(int iterations);
}
