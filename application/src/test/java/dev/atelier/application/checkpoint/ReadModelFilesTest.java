package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ModelReadingQueue.Claim;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryModelDescriptionReader;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelHashes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadModelFilesTest {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ReadModelFiles read = over(atelier.store);

    private ReadModelFiles over(ModelStore store) {
        return new ReadModelFiles(atelier.checkpoints, atelier.readings, atelier.describer, store);
    }

    private void put(StorageUri location, byte[] content) throws IOException {
        atelier.store.put(location, new ByteArrayInputStream(content), "application/octet-stream");
    }

    private Map<Integer, ModelHashes> hashes(Checkpoint checkpoint) {
        return atelier.readings.find(List.of(checkpoint.id())).getOrDefault(checkpoint.id(), Map.of());
    }

    /** A file in the layout of safetensors, with a header of that length. */
    private static byte[] file(int header, int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putLong(header);
        return content;
    }

    /** The first digits of the SHA-256 of a part of the content, as far as there is one. */
    private static String sha256(byte[] content, int from, int to, int digits) throws Exception {
        int end = Math.min(to, content.length);
        byte[] part = from < end ? Arrays.copyOfRange(content, from, end) : new byte[0];
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(part))
                .substring(0, digits);
    }

    /** Around the boundaries: of the first chunk, of the 64 KiB that the legacy hash reads from 1 MiB on. */
    @ParameterizedTest
    @ValueSource(ints = {100, 0x100000, 0x100001, 0x10ffff, 0x110000, 0x110001, 0x345678})
    void theHashesAreThoseOfWebUi(int length) throws Exception {
        byte[] safe = file(64, length);
        byte[] torch = file(64, length + 5);
        Checkpoint two = atelier.add(checkpoint().files("a.safetensors", "a.yaml", "b.ckpt"));
        put(two.files().get(0).location(), safe);
        put(two.files().get(1).location(), "model: {}".getBytes());
        put(two.files().get(2).location(), torch);

        read.run(atelier.readings.claim(LEASE).orElseThrow());

        assertThat(hashes(two))
                .isEqualTo(Map.of(
                        0,
                        new ModelHashes(
                                sha256(safe, 0, length, 64),
                                sha256(safe, 8 + 64, length, 12),
                                sha256(safe, 0x100000, 0x110000, 8)),
                        2,
                        new ModelHashes(
                                sha256(torch, 0, torch.length, 64), null, sha256(torch, 0x100000, 0x110000, 8))));
        assertThat(hashes(two).get(0).autoV2()).isEqualTo(sha256(safe, 0, length, 10));
        assertThat(atelier.readings.claim(LEASE)).as("it was read").isEmpty();
    }

    @Test
    void ofAFileWhoseDigestIsKnownTheOthersAreComputed() throws Exception {
        byte[] content = file(0x120000, 0x300000);
        Checkpoint plain = checkpoint().files("a.safetensors", "b.ckpt").build();
        String known = "0123456789abcdef".repeat(4);
        Checkpoint two = plain.withFiles(
                plain.files().stream().map(file -> file.read(known)).toList());
        atelier.checkpoints.add(two);
        put(two.files().get(0).location(), content);
        put(two.files().get(1).location(), content);

        read.run(atelier.readings.claim(LEASE).orElseThrow());

        String legacy = sha256(content, 0x100000, 0x110000, 8);
        assertThat(hashes(two))
                .isEqualTo(Map.of(
                        0,
                        new ModelHashes(known, sha256(content, 0x120008, content.length, 12), legacy),
                        1,
                        new ModelHashes(known, null, legacy)));
    }

    @Test
    void theHeaderIsReadAsWell() throws Exception {
        Checkpoint old = atelier.add(checkpoint().files("a.ckpt"));
        put(old.files().get(0).location(), "a model".getBytes());

        read.run(atelier.readings.claim(LEASE).orElseThrow());

        assertThat(atelier.descriptions.find(List.of(old.id())))
                .isEqualTo(Map.of(old.id(), Map.of(0, InMemoryModelDescriptionReader.of("a model"))));
    }

    @Test
    void anInterruptionKeepsWhatWasRead() throws Exception {
        Checkpoint two = atelier.add(checkpoint().files("a.ckpt", "b.ckpt"));
        put(two.files().get(0).location(), file(1, 50));
        put(two.files().get(1).location(), file(1, 60));
        ReadModelFiles interrupted = over(new InMemoryModelStore(atelier.clock) {
            @Override
            public InputStream open(StorageUri location) throws IOException {
                if (location.equals(two.files().get(1).location())) {
                    Thread.currentThread().interrupt();
                }
                return atelier.store.open(location);
            }
        });
        Claim claim = atelier.readings.claim(LEASE).orElseThrow();

        assertThatThrownBy(() -> interrupted.run(claim)).isInstanceOf(InterruptedException.class);

        assertThat(hashes(two)).containsOnlyKeys(0);
        read.run(atelier.readings.claim(LEASE).orElseThrow());
        assertThat(hashes(two)).containsOnlyKeys(0, 1);
    }

    @Test
    void aStoreThatFailsIsTriedAgainLater() throws Exception {
        Checkpoint one = atelier.add(checkpoint().files("a.ckpt"));
        put(one.files().get(0).location(), file(1, 50));
        ReadModelFiles broken = over(new InMemoryModelStore(atelier.clock) {
            @Override
            public InputStream open(StorageUri location) throws IOException {
                throw new IOException("the store does not answer");
            }
        });
        for (int attempt = 0; attempt < ReadModelFiles.MAX_ATTEMPTS; attempt++) {
            Claim claim = atelier.readings.claim(LEASE).orElseThrow();
            assertThatThrownBy(() -> broken.run(claim)).hasMessage("the store does not answer");
            assertThat(atelier.readings.claim(LEASE)).isEmpty();
            atelier.clock.pass(Duration.ofHours(3));
        }

        broken.run(atelier.readings.claim(LEASE).orElseThrow());

        assertThat(atelier.readings.claim(LEASE)).as("given up").isEmpty();
        read.request(administrator(), one.id());
        read.run(atelier.readings.claim(LEASE).orElseThrow());
        assertThat(hashes(one)).hasSize(1);
    }

    @Test
    void aRequestEndsThePauseAndCountsTheAttemptsFromTheBeginning() throws Exception {
        Checkpoint one = atelier.add(checkpoint().files("a.ckpt"));
        put(one.files().get(0).location(), file(1, 50));
        ReadModelFiles broken = over(new InMemoryModelStore(atelier.clock) {
            @Override
            public InputStream open(StorageUri location) throws IOException {
                throw new IOException("the store does not answer");
            }
        });
        for (int attempt = 0; attempt < ReadModelFiles.MAX_ATTEMPTS; attempt++) {
            Claim claim = atelier.readings.claim(LEASE).orElseThrow();
            assertThatThrownBy(() -> broken.run(claim)).hasMessage("the store does not answer");
            read.request(administrator(), one.id());
        }

        read.run(atelier.readings.claim(LEASE).orElseThrow());

        assertThat(hashes(one)).hasSize(1);
    }

    @Test
    void anEqualFileIsNotReadAgain() throws Exception {
        String digest = "0123456789abcdef".repeat(4);
        ModelHashes known = new ModelHashes(digest, "cafe0123cafe", "beef4567");
        Checkpoint first = atelier.add(checkpoint().files("a.safetensors"));
        Claim claim = atelier.readings.claim(LEASE).orElseThrow();
        atelier.readings.record(claim, 0, known);
        atelier.readings.complete(claim);
        Checkpoint plain = checkpoint().files("b.safetensors", "c.ckpt").build();
        Checkpoint equal = plain.withFiles(
                plain.files().stream().map(file -> file.read(digest)).toList());
        atelier.checkpoints.add(equal);
        ReadModelFiles unreadable = over(new InMemoryModelStore(atelier.clock));

        unreadable.run(atelier.readings.claim(LEASE).orElseThrow());

        assertThat(hashes(first)).isEqualTo(Map.of(0, known));
        assertThat(hashes(equal)).isEqualTo(Map.of(0, known, 1, new ModelHashes(digest, null, "beef4567")));
    }

    @Test
    void whatIsGoneIsNotReadAgain() throws Exception {
        Checkpoint lost = atelier.add(checkpoint());
        read.run(atelier.readings.claim(LEASE).orElseThrow());
        assertThat(hashes(lost)).isEmpty();

        Checkpoint deleted = atelier.add(checkpoint().files("a.ckpt"));
        Claim claim = atelier.readings.claim(LEASE).orElseThrow();
        atelier.checkpoints.delete(deleted.id());
        read.run(claim);

        assertThat(atelier.readings.claim(LEASE)).isEmpty();
    }

    @Test
    void onlyFilesInTheStoreAreReadOnRequest() {
        Checkpoint onNodes = atelier.add(checkpoint().onNodes());
        Checkpoint disabled = atelier.add(checkpoint().status(CheckpointStatus.DISABLED));

        for (Checkpoint unreadable : List.of(onNodes, disabled)) {
            assertThatThrownBy(() -> read.request(administrator(), unreadable.id()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("has no files to be read");
        }
    }
}
