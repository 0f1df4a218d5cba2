package dev.atelier.persistence.inspection;

/**
 * Limits on the inspection of one torch file. A file beyond them is rejected: no model needs more, and it would occupy
 * a thread.
 *
 * @param entries entries of its zip archive: one per tensor and a few more. Stable Diffusion XL has some 2,500, a
 *     checkpoint with its training state three times as many
 * @param pickles pickles in its zip archive: {@code torch.save} writes one, TorchScript two
 * @param pickleBytes total size of its pickles, uncompressed. Tensors are stored outside of them, so that Stable
 *     Diffusion XL has less than one MiB; other values are stored within
 * @param instructions total instructions of its pickles: some 50 per tensor
 */
record InspectionLimits(int entries, int pickles, long pickleBytes, long instructions) {

    static final InspectionLimits USUAL = new InspectionLimits(50_000, 16, 256L * 1024 * 1024, 20_000_000);
}
