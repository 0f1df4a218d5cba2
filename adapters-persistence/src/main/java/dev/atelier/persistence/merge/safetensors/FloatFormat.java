package dev.atelier.persistence.merge.safetensors;

import dev.atelier.persistence.inspection.Dtype;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Encodings of floating-point numbers that can be merged. Reading is exact; writing rounds half to even. */
enum FloatFormat {
    F16(Dtype.F16) {
        @Override
        void read(ByteBuffer from, float[] to, int count, short[] scratch) {
            from.asShortBuffer().get(scratch, 0, count);
            Float16.decode(scratch, to, count);
        }

        @Override
        void write(float[] from, ByteBuffer to, int count, short[] scratch) {
            Float16.encode(from, scratch, count);
            to.asShortBuffer().put(scratch, 0, count);
        }
    },
    BF16(Dtype.BF16) {
        @Override
        void read(ByteBuffer from, float[] to, int count, short[] scratch) {
            from.asShortBuffer().get(scratch, 0, count);
            BFloat16.decode(scratch, to, count);
        }

        @Override
        void write(float[] from, ByteBuffer to, int count, short[] scratch) {
            BFloat16.encode(from, scratch, count);
            to.asShortBuffer().put(scratch, 0, count);
        }
    },
    F32(Dtype.F32) {
        @Override
        void read(ByteBuffer from, float[] to, int count, short[] scratch) {
            from.asFloatBuffer().get(to, 0, count);
        }

        @Override
        void write(float[] from, ByteBuffer to, int count, short[] scratch) {
            to.asFloatBuffer().put(from, 0, count);
        }
    };

    private final Dtype dtype;

    FloatFormat(Dtype dtype) {
        this.dtype = dtype;
    }

    static Optional<FloatFormat> of(Dtype dtype) {
        return switch (dtype) {
            case F16 -> Optional.of(F16);
            case BF16 -> Optional.of(BF16);
            case F32 -> Optional.of(F32);
            default -> Optional.empty();
        };
    }

    Dtype dtype() {
        return dtype;
    }

    /** Size of a number in bytes. */
    int bytes() {
        return dtype.bits() / Byte.SIZE;
    }

    /** Whether {@link PairedNumbers} converts it. */
    boolean isPaired() {
        return this != F32;
    }

    /** @param scratch at least {@code count} long, as is {@code to} */
    abstract void read(ByteBuffer from, float[] to, int count, short[] scratch);

    /** Does not move the buffer's position. */
    abstract void write(float[] from, ByteBuffer to, int count, short[] scratch);
}
