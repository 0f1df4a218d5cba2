package dev.atelier.localgpu.demo.diffusion;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * An off-heap buffer for weights that are loaded into a model. Only a garbage collection frees it, which may be late, so until
 * then it is reused for the next model. Not thread-safe.
 */
final class ReusableFloatBuffer {

    private WeakReference<FloatBuffer> last = new WeakReference<>(null);

    /** Returns a cleared buffer with at least this capacity; earlier content is overwritten. */
    FloatBuffer clear(long floats) {
        FloatBuffer buffer = last.get();
        if (buffer == null || buffer.capacity() < floats) {
            buffer = ByteBuffer.allocateDirect(Math.toIntExact(floats * Float.BYTES))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            last = new WeakReference<>(buffer);
        }
        return buffer.clear();
    }
}
