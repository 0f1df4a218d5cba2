package dev.atelier.persistence.merge;

import dev.atelier.persistence.inspection.Dtype;
import dev.atelier.persistence.inspection.SafetensorsHeader.Tensor;
import java.util.Comparator;
import java.util.List;

/**
 * What the result holds.
 *
 * @param sources the models in their order, and then the VAE if there is one
 * @param tensors in the order of the file
 * @param kind what kind of model the result is
 */
record MergePlan(List<MergeSource> sources, List<Planned> tensors, Kind kind) {

    /** Larger elements first, so that each lies at a multiple of its size; else in the order of A. */
    private static final Comparator<Planned> ALIGNED =
            Comparator.comparingInt((Planned tensor) -> tensor.dtype().bits()).reversed();

    /** Models that take more than a picture's own channels are known by how many. */
    enum Kind {
        USUAL,
        INPAINTING,
        INSTRUCT_PIX2PIX
    }

    MergePlan {
        tensors = tensors.stream().sorted(ALIGNED).toList();
    }

    /** A tensor of the result: what it is, and what it is made of. */
    record Planned(String name, Dtype dtype, List<Long> shape, Content content) {

        long bytes() {
            return (shape.stream().mapToLong(Long::longValue).reduce(1, (product, length) -> product * length)
                                    * dtype.bits()
                            + Byte.SIZE
                            - 1)
                    / Byte.SIZE;
        }
    }

    /** Where the numbers of a tensor come from. */
    sealed interface Content {

        /** From one model, as they are or in another precision. */
        record Taken(MergeSource source, Tensor tensor) implements Content {}

        /**
         * From several models, by the formula. Each of the {@code rows} of A may go on where those of the others end; what is
         * beyond is taken as it is.
         *
         * @param parts of A, B and, where the formula needs it, C
         */
        record Blended(List<Taken> parts, long rows) implements Content {}
    }

    long bytes() {
        return tensors.stream().mapToLong(Planned::bytes).sum();
    }
}
