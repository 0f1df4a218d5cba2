package dev.atelier.persistence.inspection;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A safetensors file of which only the header exists: to read its tensors fails. */
final class TestHeader {

    private final Map<String, Object> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private long end;

    /** Adds tensors, each as its name and its shape: {@code a.weight 320x768}. */
    TestHeader with(Dtype dtype, String... tensors) {
        for (String tensor : tensors) {
            String[] parts = tensor.split(" ");
            List<Long> shape = new ArrayList<>();
            for (String length : parts[1].split("x")) {
                shape.add(Long.parseLong(length));
            }
            long begin = end;
            end += shape.stream().mapToLong(Long::longValue).reduce(1, (product, length) -> product * length)
                    * dtype.bits()
                    / Byte.SIZE;
            entries.put(
                    parts[0],
                    Map.of(
                            "dtype",
                            dtype.name(),
                            "shape",
                            shape,
                            "data_offsets",
                            LongStream.of(begin, end).boxed().toList()));
        }
        return this;
    }

    TestHeader described(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    SeekableByteChannel open() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            all.put("__metadata__", metadata);
        }
        all.putAll(entries);
        String json = JsonMapper.createDefault().writeValueAsString(Argument.mapOf(String.class, Object.class), all);
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        return new HeaderOnly(
                ByteBuffer.allocate(Long.BYTES + header.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .array(),
                end);
    }

    private static final class HeaderOnly implements SeekableByteChannel {

        private final byte[] header;
        private final long data;
        private long position;

        HeaderOnly(byte[] header, long data) {
            this.header = header;
            this.data = data;
        }

        @Override
        public int read(ByteBuffer into) {
            if (position >= header.length) {
                throw new AssertionError("the tensors are read, at byte " + position);
            }
            int count = Math.min(into.remaining(), header.length - (int) position);
            into.put(header, (int) position, count);
            position += count;
            return count;
        }

        @Override
        public long size() {
            return header.length + data;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public SeekableByteChannel position(long other) {
            position = other;
            return this;
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
