package dev.atelier.persistence.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.StorageUri;
import dev.atelier.persistence.copy.StoreCopy.Progress;
import dev.atelier.persistence.copy.StoreCopy.Side;
import dev.atelier.persistence.storage.CopiedStore;
import dev.atelier.persistence.storage.local.LocalModelStore;
import dev.atelier.persistence.storage.local.LocalStoreConfiguration;
import dev.atelier.persistence.storage.s3.S3Store;
import dev.atelier.persistence.storage.s3.S3TestStore;
import dev.atelier.persistence.testing.StrictS3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class StoreCopyTest {

    private static final String FOLDERS_BUCKET = "atelier";
    private static final String LARGE = "Stable-diffusion/checkpoint/custom/x/large.safetensors";

    /** Sent in three parts. */
    private static final int LARGE_BYTES = 2 * 16 * 1024 * 1024 + 7;

    @TempDir
    private Path folder;

    /** One for each test, since it keeps all content in memory. */
    private final StrictS3Server server = new StrictS3Server();

    private final String bucket = S3TestStore.makeBucket(server.url());
    private final S3Store s3 = S3TestStore.open(server.url(), bucket);
    private final byte[] large = new byte[LARGE_BYTES];
    private final List<String> failed = Collections.synchronizedList(new ArrayList<>());
    private LocalModelStore local;

    @BeforeEach
    void files() throws IOException {
        local = new LocalModelStore(new LocalStoreConfiguration(folder, 0), Clock.systemUTC(), file -> true);
        new Random(7).nextBytes(large);
        local.put(inFolder(LARGE), new ByteArrayInputStream(large), "");
        put("out/a/result/image_0.png", "an image");
        put("out/a/result/größe 100% \"☃\".json", "{}");
        put("config/empty", "");
    }

    @AfterEach
    void close() {
        s3.close();
        server.close();
    }

    @Test
    void allFilesAreThenInTheBucketAndNothingElse() throws IOException {
        Files.writeString(folder.resolve("incoming/half-written"), "ha");
        local.beginUpload(inFolder("Stable-diffusion/checkpoint/custom/y/open.safetensors"), 2);

        Progress all = toBucket(local).run();

        assertThat(all.files()).isEqualTo(4);
        assertThat(all.sentFiles()).isEqualTo(4);
        assertThat(all.bytes()).isEqualTo(LARGE_BYTES + "an image{}".length());
        assertThat(all.sentBytes()).isEqualTo(all.bytes());
        assertThat(keysOf(s3, bucket)).containsExactlyInAnyOrderElementsOf(keysOf(local, FOLDERS_BUCKET));
        assertThat(read(s3, inBucket(LARGE))).isEqualTo(large);
        assertThat(read(s3, inBucket("out/a/result/größe 100% \"☃\".json")))
                .asString()
                .isEqualTo("{}");
        assertThat(server.headers("/" + bucket + "/out/a/result/image_0.png"))
                .containsEntry("content-type", "image/png");
        assertThat(server.openUploads()).isZero();
    }

    @Test
    void smallCopiesAreLeftOut() throws IOException {
        put("thumbnails/dataset/d/a.png/small.jpg", "small");

        assertThat(toBucket(local).run().files()).isEqualTo(4);
        assertThat(keysOf(s3, bucket)).noneMatch(key -> key.startsWith("thumbnails"));
    }

    @Test
    void linksToFoldersAndNamesOfOthersAreErrors() throws IOException {
        Path files = folder.resolve("files").resolve(FOLDERS_BUCKET);
        Files.createSymbolicLink(files.resolve("linked"), files.resolve("out"));
        Files.writeString(files.resolve("100%.png"), "by hand");

        assertThatThrownBy(() -> toBucket(local).run()).hasMessageContaining("2 files that could not be copied");
        assertThat(failed)
                .anyMatch(reason -> reason.endsWith("linked: it is a link to a folder"))
                .anyMatch(reason -> reason.contains("100%.png: it has no name that this service gives"));
    }

    @Test
    void whatIsThereIsNotSentAgainNorReadBack() throws IOException {
        toBucket(local).run();
        int before = server.requests().size();

        Progress again = toBucket(local).run();

        assertThat(again.files()).isEqualTo(4);
        assertThat(again.sentFiles()).isZero();
        assertThat(again.sentBytes()).isZero();
        assertThat(requestsSince(before)).isNotEmpty().allMatch(request -> request.startsWith("HEAD "));
    }

    @Test
    void whatWasBrokenOffIsContinuedAndNothingHalfWrittenIsVisible() throws IOException {
        InputStream most = new ByteArrayInputStream(large, 0, LARGE_BYTES - 1000);
        CopiedStore breaking = altered(LARGE, content -> new SequenceInputStream(most, new Broken()));

        assertThatThrownBy(() -> toBucket(breaking).run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 file that could not be copied; 3 are there and equal");

        assertThat(failed).containsExactly(inFolder(LARGE) + ": the disk is gone");
        assertThat(s3.find(inBucket(LARGE))).isEmpty();
        assertThat(server.openUploads()).isZero();

        Progress continued = toBucket(local).run();
        assertThat(continued.files()).isEqualTo(4);
        assertThat(continued.sentFiles()).isEqualTo(1);
        assertThat(read(s3, inBucket(LARGE))).isEqualTo(large);
    }

    @Test
    void anotherFileInTheTargetIsNamedAndLeftAsItIs() throws IOException {
        s3.put(inBucket("out/a/result/image_0.png"), stream("no image"), "image/png");
        s3.put(inBucket("config/empty"), stream("longer"), "");

        assertThatThrownBy(() -> toBucket(local).run()).hasMessageContaining("2 files that could not be copied");

        assertThat(failed)
                .hasSize(2)
                .anyMatch(reason -> reason.startsWith("s3://atelier/out/a/result/image_0.png: another file is there"))
                .anyMatch(reason -> reason.startsWith("s3://atelier/config/empty: another file is there"));
        assertThat(read(s3, inBucket("out/a/result/image_0.png"))).asString().isEqualTo("no image");
        assertThat(read(s3, inBucket(LARGE))).isEqualTo(large);
    }

    @Test
    void anEqualFileWithoutADigestIsReadBackAndNotSent() throws IOException {
        s3.put(inBucket(LARGE), new ByteArrayInputStream(large), "");

        assertThat(toBucket(local).run().sentFiles()).isEqualTo(3);
    }

    @Test
    void aFileThatChangesWhileItIsSentDoesNotAppear() throws IOException {
        large[LARGE_BYTES - 1]++;
        CopiedStore changing = altered(LARGE, content -> new ByteArrayInputStream(large));

        assertThatThrownBy(() -> toBucket(changing).run()).isInstanceOf(IllegalStateException.class);

        assertThat(failed).containsExactly(inFolder(LARGE) + ": it changed meanwhile");
        assertThat(s3.find(inBucket(LARGE))).isEmpty();
        assertThat(server.openUploads()).isZero();
    }

    @Test
    void aFileThatIsAddedMeanwhileIsNoticed() throws IOException {
        CopiedStore growing = altered(LARGE, content -> {
            put("upload/late", "late");
            return content;
        });

        assertThatThrownBy(() -> toBucket(growing).run()).isInstanceOf(IllegalStateException.class);

        assertThat(failed).containsExactly(inFolder("upload/late") + ": it changed meanwhile");
    }

    @Test
    void contentIsReadBackWhereThatIsAskedFor() throws IOException {
        toBucket(local).run();
        String digest = s3.findNoted(inBucket(LARGE)).orElseThrow().sha256().orElseThrow();
        large[1]++;
        s3.putCopy(inBucket(LARGE), new ByteArrayInputStream(large), digest);

        toBucket(local).run();
        StoreCopy careful = new StoreCopy(folder(local), new Side(s3, bucket), List::of, true, failed::add);

        assertThatThrownBy(careful::run).isInstanceOf(IllegalStateException.class);
        assertThat(failed).singleElement().asString().startsWith(inFolder(LARGE) + ": another file is there");
    }

    @Test
    void filesComeBackFromTheBucket(@TempDir Path other) throws IOException {
        toBucket(local).run();
        s3.put(inBucket("out/b/result/image_0.png"), stream("newer"), "image/png"); // without a digest
        LocalModelStore back =
                new LocalModelStore(new LocalStoreConfiguration(other, 0), Clock.systemUTC(), file -> true);
        StoreCopy copy = new StoreCopy(new Side(s3, bucket), folder(back), List::of, false, failed::add);

        assertThat(copy.run().sentFiles()).isEqualTo(5);

        assertThat(read(back, inFolder(LARGE))).isEqualTo(large);
        assertThat(read(back, inFolder("out/b/result/image_0.png"))).asString().isEqualTo("newer");
        StoreCopy again = new StoreCopy(new Side(s3, bucket), folder(back), List::of, false, failed::add);
        assertThat(again.run().sentFiles()).isZero();
    }

    @Test
    void aNameThatIsTooLongForTheDiskIsFoundInTheRows() throws IOException {
        String key = "dataset/x/" + "長".repeat(80) + ".png";
        put(key, "an image");

        assertThatThrownBy(() -> toBucket(local).run()).isInstanceOf(IllegalStateException.class);
        assertThat(failed).singleElement().asString().contains("its name is too long for the disk");

        List<StorageUri> known = List.of(inFolder("dataset/x/other.png"), inFolder(key));
        new StoreCopy(folder(local), new Side(s3, bucket), () -> known, false, failed::add).run();
        assertThat(read(s3, inBucket(key))).asString().isEqualTo("an image");
    }

    @Test
    void whatFailsForManyFilesEndsTheCopy() throws IOException {
        for (int i = 0; i < 100; i++) {
            put("out/" + i, "an image");
        }
        CopiedStore broken = altered("out/", content -> new Broken());

        assertThatThrownBy(() -> toBucket(broken).run()).hasMessageStartingWith("broken off after ");
        assertThat(failed).hasSizeLessThan(50);
    }

    /** The store in the folder, with other content wherever a file is read for the second time, which is to be sent. */
    private CopiedStore altered(String prefix, UnaryOperator<InputStream> content) throws IOException {
        Set<StorageUri> read = ConcurrentHashMap.newKeySet();
        return new LocalModelStore(new LocalStoreConfiguration(folder, 0), Clock.systemUTC(), file -> true) {
            @Override
            public InputStream open(StorageUri location) throws IOException {
                InputStream real = super.open(location);
                boolean isFirst = read.add(location);
                return isFirst || !location.key().startsWith(prefix) ? real : content.apply(real);
            }
        };
    }

    private StoreCopy toBucket(CopiedStore source) {
        return new StoreCopy(folder(source), new Side(s3, bucket), List::of, false, failed::add);
    }

    private static Side folder(CopiedStore store) {
        return new Side(store, FOLDERS_BUCKET);
    }

    private List<String> requestsSince(int count) {
        return server.requests().subList(count, server.requests().size());
    }

    private static StorageUri inFolder(String key) {
        return new StorageUri(FOLDERS_BUCKET, key);
    }

    private StorageUri inBucket(String key) {
        return new StorageUri(bucket, key);
    }

    private void put(String key, String content) {
        try {
            local.put(inFolder(key), stream(content), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] read(CopiedStore store, StorageUri location) throws IOException {
        try (InputStream content = store.open(location)) {
            return content.readAllBytes();
        }
    }

    private static List<String> keysOf(CopiedStore store, String bucket) throws IOException {
        try (Stream<StorageUri> files = store.listAll(bucket, List::of, key -> {})) {
            return files.map(StorageUri::key).toList();
        }
    }

    private static final class Broken extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("the disk is gone");
        }
    }
}
