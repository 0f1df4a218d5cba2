package dev.atelier.persistence.merge.safetensors;

import dev.atelier.persistence.inspection.Dtype;
import dev.atelier.persistence.inspection.SafetensorsHeader.Tensor;
import java.util.Comparator;
import java.util.List;

/**
 * Content of the merged file.
 *
 * @param sources the models in their order, followed by the VAE if there is one
 * @param tensors in the order of the file
 * @param kind kind of the resulting model
 */
record MergePlan(List<MergeSource> sources, List<Planned> tensors, Kind kind) {

    /** Larger elements first, so that each is aligned to its size; otherwise in the order of A. */
    private static final Comparator<Planned> ALIGNED =
            Comparator.comparingInt((Planned tensor) -> tensor.dtype().bits()).reversed();

    /** Inpainting and similar models have more input channels than the image's own. */
    enum Kind {
        USUAL,
        INPAINTING,
        INSTRUCT_PIX2PIX
    }

    MergePlan {
        tensors = tensors.stream().sorted(ALIGNED).toList();
    }

    /** A tensor of the result, and where its content comes from. */
    record Planned(String name, Dtype dtype, List<Long> shape, Content content) {

        long bytes() {
            return (shape.stream().mapToLong(Long::longValue).reduce(1, (product, length) -> product * length)
                                    * dtype.bits()
                            + Byte.SIZE
                            - 1)
                    / Byte.SIZE;
        }
    }

    /** Source of a tensor's numbers. */
    sealed interface Content {

        /** Copied from one model, possibly converted to another precision. */
        record Taken(MergeSource source, Tensor tensor) implements Content {}

        /**
         * Computed from several models by the formula. Each of A's {@code rows} may be longer than those of the others;
         * the excess is copied.
         *
         * @param parts of A, B and, if the formula needs it, C
         */
        record Blended(List<Taken> parts, long rows) implements Content {}
    }

    long bytes() {
        return tensors.stream().mapToLong(Planned::bytes).sum();
    }
}
