package dev.atelier.persistence.inspection;

/**
 * How much of one torch file is inspected. What is beyond is refused: it would hold a thread, and no model needs it.
 *
 * @param entries of its zip archive: one for each tensor and a few more. Stable Diffusion XL has some 2,500, a checkpoint with
 *     the state of its training three times as many
 * @param pickles in its zip archive: {@code torch.save} writes one, TorchScript two
 * @param pickleBytes of all its pickles together, unpacked. Tensors lie outside of them, so that Stable Diffusion XL has
 *     less than one MiB; values that are no tensors lie within
 * @param instructions of all its pickles together: some 50 for each tensor
 */
record InspectionLimits(int entries, int pickles, long pickleBytes, long instructions) {

    static final InspectionLimits USUAL = new InspectionLimits(50_000, 16, 256L * 1024 * 1024, 20_000_000);
}
