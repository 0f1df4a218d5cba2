package dev.atelier.persistence.inspection;

import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Header of a safetensors file.
 *
 * @param tensors by name, in the order of the header
 * @param dataStart offset in the file that the tensors' offsets are relative to
 */
public record SafetensorsHeader(Map<String, Tensor> tensors, long dataStart) {

    /** About ten times what the largest models have; this much is held in memory. */
    private static final int MAX_LENGTH = 4 * 1024 * 1024;

    /** A tensor and its range in the data, {@code end} exclusive. */
    public record Tensor(String name, Dtype dtype, List<Long> shape, long begin, long end) {

        public Tensor {
            shape = List.copyOf(shape);
        }

        public long elements() {
            return shape.stream().mapToLong(Long::longValue).reduce(1, (product, length) -> product * length);
        }
    }

    public SafetensorsHeader {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /**
     * Reads the header at the beginning of a file, and at most one buffer beyond it.
     *
     * @throws ModelFileRejectedException if it is malformed or longer than 4 MiB
     */
    public static SafetensorsHeader read(CheckpointFileName name, SeekableByteChannel file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try {
            long dataStart = SafetensorsParser.readHeader(
                    file,
                    MAX_LENGTH,
                    (tensor, entry) -> tensors.put(
                            tensor, new Tensor(tensor, entry.dtype(), entry.shape(), entry.begin(), entry.end())));
            long data = file.size() - dataStart;
            for (Tensor tensor : tensors.values()) {
                SafetensorsParser.require(
                        tensor.end() <= data,
                        "the tensor " + TextSanitizer.quote(tensor.name()) + " ends beyond the end of the file");
            }
            return new SafetensorsHeader(tensors, dataStart);
        } catch (ModelFileFormatException e) {
            throw new ModelFileRejectedException(name + " is rejected: " + e.getMessage());
        }
    }
}
