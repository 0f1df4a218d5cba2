package dev.atelier.persistence.merge.safetensors;

import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of a file that is mapped into memory until closed. Reading a closed region would crash the process. Not
 * thread-safe.
 */
final class MappedRegion implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(MappedRegion.class);

    /** Null if the platform has none: then mappings are released by the garbage collector. */
    private static final MethodHandle UNMAP = unmap();

    private final long begin;
    private final MappedByteBuffer bytes;

    private MappedRegion(long begin, MappedByteBuffer bytes) {
        this.begin = begin;
        this.bytes = bytes;
    }

    static MappedRegion of(FileChannel file, long begin, long length) throws IOException {
        return new MappedRegion(begin, file.map(FileChannel.MapMode.READ_ONLY, begin, length));
    }

    boolean holds(long offset, int length) {
        return offset >= begin && offset + length <= begin + bytes.capacity();
    }

    /** These bytes of the file, which must be within the mapping, as a little-endian buffer. */
    ByteBuffer at(long offset, int length) {
        return bytes.slice((int) (offset - begin), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        if (UNMAP == null) {
            return;
        }
        try {
            UNMAP.invokeExact((ByteBuffer) bytes);
        } catch (Throwable e) {
            throw new IllegalStateException("a mapped file cannot be unmapped", e);
        }
    }

    /** Before Java 22 there is no other way; mapped bytes count as memory of this process until unmapped. */
    private static MethodHandle unmap() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field only = unsafe.getDeclaredField("theUnsafe");
            only.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(only.get(null));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.info("Mapped files stay in memory until garbage collection: {}", e.toString());
            return null;
        }
    }
}
