package dev.atelier.persistence.merge.safetensors;

import dev.atelier.persistence.inspection.SafetensorsHeader.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A model file, read through a mapped window that moves with the position. Not thread-safe. */
final class MappedModelFile implements Closeable {

    /** Large enough that mapping is cheap compared to reading, and small enough not to fill memory. */
    private static final int WINDOW = 16 * 1024 * 1024;

    private final FileChannel file;
    private final long size;
    private final long dataStart;
    private MappedRegion window;

    private MappedModelFile(FileChannel file, long dataStart) throws IOException {
        this.file = file;
        this.size = file.size();
        this.dataStart = dataStart;
    }

    static MappedModelFile open(Path path, long dataStart) throws IOException {
        FileChannel file = FileChannel.open(path);
        try {
            return new MappedModelFile(file, dataStart);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Reads a part of a tensor, at most one window; valid until the next call.
     *
     * @param offset from the tensor's beginning, in bytes
     */
    ByteBuffer read(Tensor tensor, long offset, int length) throws IOException {
        long begin = dataStart + tensor.begin() + offset;
        if (window == null || !window.holds(begin, length)) {
            closeWindow();
            window = MappedRegion.of(file, begin, Math.min(Math.max(WINDOW, length), size - begin));
        }
        return window.at(begin, length);
    }

    private void closeWindow() {
        if (window != null) {
            window.close();
            window = null;
        }
    }

    @Override
    public void close() throws IOException {
        closeWindow();
        file.close();
    }
}
