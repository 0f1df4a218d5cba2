package dev.atelier.persistence.storage.s3;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ReadModelFiles;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.persistence.inspection.DefaultModelFileInspector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of a file in S3 is fetched; {@link S3StoreContract} checks the content. */
@Tag("slow")
class S3ChannelTest {

    private static final int KILOBYTE = 1024;
    private static final int MEGABYTE = 1024 * KILOBYTE;
    private static final int LARGE = 128 * MEGABYTE;

    private static final byte[] PICKLE = HexFormat.of().parseHex("80027d2e");

    private final StorageUri place = new StorageUri(S3TestStore.server().makeBucket(), "a/model");
    private CountingS3Proxy countingS3Proxy;
    private S3Store store;

    @BeforeEach
    void open() throws IOException {
        countingS3Proxy = new CountingS3Proxy(S3TestStore.server().url());
        store = S3TestStore.open(countingS3Proxy.url(), new S3StoreConfiguration(true, null));
    }

    @AfterEach
    void close() {
        store.close();
        countingS3Proxy.close();
    }

    @Test
    void ofALargeModelOnlyTheHeaderIsFetched() throws Exception {
        byte[] header = "{\"a\": {\"dtype\": \"U8\", \"shape\": [%1$d], \"data_offsets\": [0, %1$d]}}"
                .formatted(LARGE)
                .getBytes(StandardCharsets.UTF_8);
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array();
        put(new SequenceInputStream(content(length, header), new ZeroBytes(LARGE)));

        inspect("model.safetensors");

        assertThat(countingS3Proxy.bytes()).isLessThanOrEqualTo(256 * KILOBYTE);
        assertThat(countingS3Proxy.requests()).isLessThanOrEqualTo(2);
    }

    @Test
    void aModelIsHashedByOneReadOfItOrWhereItsDigestIsKnownByAPart() throws Exception {
        byte[] header = "{}".getBytes(StandardCharsets.UTF_8);
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array();
        byte[] zeros = new byte[4 * MEGABYTE];
        put(new SequenceInputStream(content(length, header), new ByteArrayInputStream(zeros)));
        byte[] whole = new SequenceInputStream(content(length, header), new ByteArrayInputStream(zeros)).readAllBytes();
        String known = "0123456789abcdef".repeat(4);
        String legacy = sha256(new byte[64 * KILOBYTE]).substring(0, 8);

        assertThat(hash(new ModelFile(new CheckpointFileName("a.safetensors"), place)))
                .isEqualTo(new ModelHashes(sha256(whole), sha256(zeros).substring(0, 12), legacy));
        assertThat(countingS3Proxy.bytes()).isLessThan(whole.length + MEGABYTE);
        long before = countingS3Proxy.bytes();
        assertThat(hash(new ModelFile(new CheckpointFileName("a.ckpt"), place, known)))
                .isEqualTo(new ModelHashes(known, null, legacy));
        assertThat(countingS3Proxy.bytes() - before).isLessThan(MEGABYTE);
    }

    private ModelHashes hash(ModelFile file) throws Exception {
        InMemoryAtelier atelier = new InMemoryAtelier();
        Checkpoint model = checkpoint().build().withFiles(List.of(file));
        atelier.checkpoints.add(model);
        new ReadModelFiles(atelier.checkpoints, atelier.readings, atelier.describer, store)
                .run(atelier.readings.claim(Duration.ofMinutes(1)).orElseThrow());
        return atelier.readings.find(List.of(model.id())).get(model.id()).get(0);
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    @Test
    void ofALargeArchiveOnlyTheDirectoryAndThePicklesAreFetched(@TempDir Path folder) throws Exception {
        Path archive = folder.resolve("archive");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(PICKLE);
            zip.putNextEntry(new ZipEntry("archive/data/0"));
            new ZeroBytes(LARGE).transferTo(zip);
        }
        put(Files.newInputStream(archive));

        inspect("model.ckpt");

        assertThat(countingS3Proxy.bytes()).isLessThan(MEGABYTE);
        assertThat(countingS3Proxy.requests()).isLessThan(10);
    }

    @Test
    void readingOnInSmallStepsTakesFewRequestsAndFetchesNothingTwice() throws Exception {
        put(new ZeroBytes(6 * MEGABYTE));

        try (SeekableByteChannel file = store.openChannel(place)) {
            ByteBuffer step = ByteBuffer.allocate(8);
            while (file.read(step) >= 0) {
                step.clear();
            }
        }

        assertThat(countingS3Proxy.bytes()).isEqualTo(6 * MEGABYTE);
        assertThat(countingS3Proxy.requests()).isLessThan(10);
    }

    @Test
    void passingOverALittleAgainAndAgainTakesNotARequestEachTime() throws Exception {
        put(new ZeroBytes(6 * MEGABYTE));

        try (SeekableByteChannel file = store.openChannel(place)) {
            for (int at = 0; at < 6 * MEGABYTE; at += 300 * KILOBYTE) {
                file.position(at).read(ByteBuffer.allocate(1));
            }
        }

        assertThat(countingS3Proxy.requests()).isLessThan(10);
    }

    @Test
    void aFileThatWasReplacedSinceItWasOpenedCannotBeReadOn() throws Exception {
        put(new ZeroBytes(MEGABYTE));

        try (SeekableByteChannel file = store.openChannel(place)) {
            file.read(ByteBuffer.allocate(1));
            put(content("short".getBytes(StandardCharsets.UTF_8)));

            file.position(MEGABYTE / 2);
            assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
        }
    }

    private void inspect(String name) throws IOException {
        try (SeekableByteChannel file = store.openChannel(place)) {
            new DefaultModelFileInspector().inspect(new CheckpointFileName(name), file);
        }
    }

    /** Bypasses the counting proxy. */
    private void put(InputStream content) throws IOException {
        try (S3Store direct = S3TestStore.open()) {
            direct.put(place, content, "application/octet-stream");
        }
    }

    private static InputStream content(byte[]... parts) {
        InputStream content = InputStream.nullInputStream();
        for (byte[] part : parts) {
            content = new SequenceInputStream(content, new ByteArrayInputStream(part));
        }
        return content;
    }

    /** A stream of this many zeros. */
    private static final class ZeroBytes extends InputStream {

        private int left;

        private ZeroBytes(int count) {
            this.left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int read = Math.min(length, left);
            Arrays.fill(buffer, offset, offset + read, (byte) 0);
            left -= read;
            return read == 0 && length > 0 ? -1 : read;
        }
    }
}
