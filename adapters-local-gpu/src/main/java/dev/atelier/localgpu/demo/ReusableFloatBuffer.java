package dev.atelier.localgpu.demo;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Room outside of the heap for numbers on their way into a model. Only a garbage collection gives it back, which may be long
 * in coming; so until then it serves the next model too. Used by one thread.
 */
final class ReusableFloatBuffer {

    private WeakReference<FloatBuffer> last = new WeakReference<>(null);

    /** Empty room for so many numbers; what was put on it before is overwritten. */
    FloatBuffer clear(long floats) {
        FloatBuffer room = last.get();
        if (room == null || room.capacity() < floats) {
            room = ByteBuffer.allocateDirect(Math.toIntExact(floats * Float.BYTES))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            last = new WeakReference<>(room);
        }
        return room.clear();
    }
}
