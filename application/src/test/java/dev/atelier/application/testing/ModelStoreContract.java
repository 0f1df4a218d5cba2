package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.storage.StoredFile;
import dev.atelier.domain.StorageUri;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of {@link dev.atelier.application.storage.ModelStore}. */
public abstract class ModelStoreContract extends MultipartContract {

    private static final String AWKWARD = "Stable-diffusion/a b+c%20&=ü'.safetensors";

    @Test
    void opensWhatWasPut() throws Exception {
        put("a/b.txt", "one");
        put(AWKWARD, "two");
        put("empty", "");

        assertThat(read("a/b.txt")).isEqualTo("one");
        assertThat(read(AWKWARD)).isEqualTo("two");
        assertThat(read("empty")).isEmpty();
    }

    @Test
    void putsLargeContentByteForByteAndClosesIt() throws Exception {
        byte[] large = new byte[17 * 1024 * 1024 + 1];
        new Random(7).nextBytes(large);
        AtomicBoolean closed = new AtomicBoolean();
        InputStream content = new ByteArrayInputStream(large) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        store().put(at("large"), content, "application/octet-stream");

        assertThat(closed).isTrue();
        assertThat(Arrays.equals(readBytes(at("large")), large)).isTrue();
    }

    @Test
    void takesAFileOfThisMachineInPlaceOfWhatWasThere() throws Exception {
        put(AWKWARD, "the first, which is longer");
        Path file = Files.writeString(Files.createTempFile("taken", null), "second");

        store().moveInto(at(AWKWARD), file, "application/octet-stream");

        assertThat(read(AWKWARD)).isEqualTo("second");
        assertThat(file).doesNotExist();
    }

    @Test
    void replacesAFile() throws Exception {
        put("a", "the first, which is longer");
        put("a", "second");

        assertThat(read("a")).isEqualTo("second");
        assertThat(store().find(at("a")).orElseThrow().size()).isEqualTo(6);
    }

    @Test
    void returnsSizeAndLocationOfAFile() throws Exception {
        put("a/b", "12345");

        StoredFile found = store().find(at("a/b")).orElseThrow();

        assertThat(found.location()).isEqualTo(at("a/b"));
        assertThat(found.size()).isEqualTo(5);
        assertThat(found.modified()).isNotNull();
    }

    @Test
    void knowsNoFileWhereOnlyAFolderIs() throws Exception {
        put("a/b/c", "content");

        assertMissing("a/b");
        assertMissing("a/b/c/d");
        assertThatThrownBy(() -> read("a/b")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aMissingFileIsNoSuchFile() throws Exception {
        assertMissing("a");
        assertThatThrownBy(() -> read("a")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void contentThatBreaksOffLeavesWhatWasThere() throws Exception {
        put("old", "old");

        for (String key : new String[] {"old", "new"}) {
            assertThatThrownBy(() -> store().put(at(key), breakingOff(), "text/plain"))
                    .isInstanceOf(IOException.class);
        }

        assertThat(read("old")).isEqualTo("old");
        assertMissing("new");
    }

    @Test
    void listsEverythingBelowAFolderAndNothingBeside() throws Exception {
        for (String key : new String[] {"a/b/c", "a/b/d/e", "a/b/" + AWKWARD, "a/bc", "a/b.txt", "x/a/b/c"}) {
            put(key, "content");
        }

        try (Stream<StorageUri> files = store().list(at("a/b"))) {
            assertThat(files).containsExactlyInAnyOrder(at("a/b/c"), at("a/b/d/e"), at("a/b/" + AWKWARD));
        }
    }

    @Test
    void aFileOrNothingHasNothingBelow() throws Exception {
        put("a/b", "content");

        for (String key : new String[] {"a/b", "a/b/c", "nowhere"}) {
            try (Stream<StorageUri> files = store().list(at(key))) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void deletesEverythingBelowAPlaceAndNothingBeside() throws Exception {
        for (String key : new String[] {"a/b/c", "a/b/d/e", "a/bc", "a/b.txt", "a/b-/c", "x/a/b/c"}) {
            put(key, "content");
        }

        store().deleteAll(at("a/b"));

        assertMissing("a/b/c");
        assertMissing("a/b/d/e");
        for (String key : new String[] {"a/bc", "a/b.txt", "a/b-/c", "x/a/b/c"}) {
            assertPresent(key);
        }
    }

    @Test
    void deletesAFileAndNothingBeside() throws Exception {
        put("a/b", "content");
        put("a/bc", "content");

        store().deleteAll(at("a/b"));

        assertMissing("a/b");
        assertPresent("a/bc");
    }

    @Test
    void deletingWhatIsNotThereIsNoError() throws Exception {
        put("a/b", "content");

        store().deleteAll(at("a/b/c"));
        store().deleteAll(at("c/d"));

        assertPresent("a/b");
    }

    @Test
    void discardsWhatIsThereAndWhatIsNot() throws Exception {
        put("a/b", "content");

        store().deleteQuietly(at("a"));
        store().deleteQuietly(at("a"));

        assertMissing("a/b");
    }

    @Test
    void aLocalFileHoldsTheContent() throws Exception {
        put("a/b", "content");

        Optional<Path> file = store().localFile(at("a/b"));

        assertThat(file.isPresent()).isEqualTo(hasLocalFiles());
        if (file.isPresent()) {
            assertThat(Files.readString(file.get())).isEqualTo("content");
        }
    }

    @Test
    void clientsUploadToASignedUrl() throws Exception {
        URI url = store().presignUpload(at(AWKWARD), HOUR, 100);
        assertMissing(AWKWARD);

        upload(url, bytes("payload"));

        assertThat(read(AWKWARD)).isEqualTo("payload");
    }

    @Test
    void clientsDownloadFromAUrlSignedBeforeTheFileWasThere() throws Exception {
        URI url = store().presignDownload(at(AWKWARD), HOUR);
        put(AWKWARD, "content");

        assertThat(download(url)).isEqualTo(bytes("content"));
    }

    private static InputStream breakingOff() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the connection was lost");
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(bytes("half of it")), broken);
    }
}
