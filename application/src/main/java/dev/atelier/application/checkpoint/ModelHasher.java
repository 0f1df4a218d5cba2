package dev.atelier.application.checkpoint;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.util.MessageDigests;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelFormat;
import dev.atelier.domain.checkpoint.ModelHashes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Computes the hashes of a model file, in one pass of its bytes at most. The algorithms are those of AUTOMATIC1111's
 * stable-diffusion-webui: {@code model_hash} in {@code modules/sd_models.py} (the legacy one), and {@code calculate_sha256} and
 * {@code addnet_hash_safetensors} in {@code modules/hashes.py}, which took the latter from kohya-ss/sd-scripts ({@code
 * library/train_util.py}). Its first twelve digits, by which WebUI names LoRAs, are AutoV3 at Civitai.
 */
final class ModelHasher {

    private static final int CHUNK = 1 << 20;
    private static final int LENGTH_OF_HEADER = Long.BYTES;
    private static final long LEGACY_FROM = 0x100000;
    private static final long LEGACY_TO = LEGACY_FROM + 0x10000;

    private final Optional<MessageDigest> sha256;
    private final MessageDigest legacy = MessageDigests.get("SHA-256");
    private final MessageDigest data = MessageDigests.get("SHA-256");
    private final boolean hasHeader;
    private long dataFrom = Long.MAX_VALUE;
    private long position;

    private ModelHasher(ModelFile file) {
        this.sha256 = file.sha256() == null ? Optional.of(MessageDigests.get("SHA-256")) : Optional.empty();
        this.hasHeader = hasHeader(file);
    }

    private static boolean hasHeader(ModelFile file) {
        return ModelFormat.of(file.name().value())
                .filter(ModelFormat.SAFETENSORS::equals)
                .isPresent();
    }

    /** The hashes of a file from those of one with the same bytes, whose format by its name may be another; empty if one is missing. */
    static Optional<ModelHashes> ofEqual(ModelFile file, ModelHashes equal) {
        if (!hasHeader(file)) {
            return Optional.of(new ModelHashes(equal.sha256(), null, equal.legacy()));
        }
        return Optional.of(equal).filter(hashes -> hashes.autoV3() != null);
    }

    /** @throws InterruptedException if interrupted meanwhile */
    static ModelHashes hash(ModelStore store, ModelFile file) throws IOException, InterruptedException {
        ModelHasher hasher = new ModelHasher(file);
        try {
            hasher.read(store, file);
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        }
        return hasher.result(file);
    }

    private void read(ModelStore store, ModelFile file) throws IOException, InterruptedException {
        if (sha256.isPresent() || hasHeader) {
            try (InputStream content = store.open(file.location())) {
                readAll(content);
            }
        } else {
            try (SeekableByteChannel content = store.openChannel(file.location())) {
                content.position(Math.min(LEGACY_FROM, content.size()));
                legacy.update(Channels.newInputStream(content).readNBytes((int) (LEGACY_TO - LEGACY_FROM)));
            }
        }
    }

    private void readAll(InputStream content) throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK];
        int length = content.readNBytes(chunk, 0, CHUNK);
        if (hasHeader && length >= LENGTH_OF_HEADER) {
            long header = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).getLong();
            dataFrom = header < 0 ? Long.MAX_VALUE : header + LENGTH_OF_HEADER;
        }
        while (length > 0) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            int read = length;
            // Beside each other, since each of the two takes longer than to read.
            CompletableFuture<Void> ofData =
                    CompletableFuture.runAsync(() -> update(data, chunk, read, dataFrom, Long.MAX_VALUE));
            sha256.ifPresent(all -> all.update(chunk, 0, read));
            update(legacy, chunk, read, LEGACY_FROM, LEGACY_TO);
            ofData.join();
            position += read;
            length = content.readNBytes(chunk, 0, CHUNK);
        }
    }

    /** Adds what the chunk has of the bytes between these two positions of the file. */
    private void update(MessageDigest digest, byte[] chunk, int length, long from, long to) {
        long first = Math.max(from, position);
        long last = Math.min(to, position + length);
        if (first < last) {
            digest.update(chunk, (int) (first - position), (int) (last - first));
        }
    }

    private ModelHashes result(ModelFile file) {
        return new ModelHashes(
                sha256.map(ModelHasher::hex).orElse(file.sha256()),
                hasHeader ? hex(data).substring(0, ModelHashes.AUTO_V3_LENGTH) : null,
                hex(legacy).substring(0, ModelHashes.LEGACY_LENGTH));
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
