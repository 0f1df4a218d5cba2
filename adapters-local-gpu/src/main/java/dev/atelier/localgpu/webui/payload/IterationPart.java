package dev.atelier.localgpu.webui.payload;

/**
 * The iterations of a job (WebUI's {@code n_iter}) that one request makes.
 *
 * @param first from 0
 * @param count at least 1
 * @param seed that of the job's first image where the payload leaves it to the node; the same in all parts of a job
 * @param subseed likewise
 */
public record IterationPart(int first, int count, long seed, long subseed) {

    int end() {
        return first + count;
    }
}
