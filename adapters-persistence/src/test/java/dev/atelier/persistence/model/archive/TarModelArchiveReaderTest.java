package dev.atelier.persistence.model.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ModelArchiveReader;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.application.testing.ModelArchiveReaderContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarModelArchiveReaderTest extends ModelArchiveReaderContract {

    private static final String MODEL = "a.safetensors";

    @Override
    protected ModelArchiveReader archives() {
        return new TarModelArchiveReader();
    }

    @Override
    protected byte[] archive(Map<String, String> entries) throws IOException {
        return tar(tar -> {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                add(tar, new TarArchiveEntry(entry.getKey(), true), entry.getValue());
            }
        });
    }

    @Test
    void passesOverFoldersAndWhatMacsAdd() throws IOException {
        byte[] archive = tar(tar -> {
            add(tar, new TarArchiveEntry("models/"), "");
            add(tar, new TarArchiveEntry("models/._" + MODEL), "resource fork");
            add(tar, new TarArchiveEntry("models/" + MODEL), "weights");
        });

        assertThat(unpack(archive)).isEqualTo(Map.of(MODEL, "weights"));
    }

    @Test
    void readsNamesTooLongForAPlainHeader() throws IOException {
        String path = "folder/".repeat(40) + "ü" + MODEL;

        assertThat(unpack(archive(Map.of(path, "weights")))).isEqualTo(Map.of("ü" + MODEL, "weights"));
    }

    @Test
    void namesTheTwoModels() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("x/" + MODEL, "one");
        entries.put("b.ckpt", "two");

        assertRejected(archive(entries), "more than one model: \"x/a.safetensors\" and \"b.ckpt\"");
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                TarConstants.LF_LINK,
                TarConstants.LF_SYMLINK,
                TarConstants.LF_CHR,
                TarConstants.LF_BLK,
                TarConstants.LF_FIFO,
                TarConstants.LF_MULTIVOLUME,
                'Z'
            })
    void rejectsWhatIsNoPlainFile(byte kind) throws IOException {
        byte[] archive = tar(tar -> {
            add(tar, new TarArchiveEntry("fine.pt"), "weights");
            TarArchiveEntry entry = new TarArchiveEntry("strange", kind);
            entry.setLinkName("/etc/passwd");
            add(tar, entry, "");
        });

        assertRejected(archive, "it contains \"strange\", which is not a regular file or folder");
    }

    @Test
    void rejectsAFileThatIsLargerThanItsArchive() throws IOException {
        String sparse = "29 GNU.sparse.size=104857600\n"
                + "26 GNU.sparse.numblocks=2\n"
                + "33 GNU.sparse.name=a.safetensors\n"
                + "37 GNU.sparse.map=0,4096,104857600,0\n";
        byte[] archive = tar(tar -> {
            add(tar, new TarArchiveEntry("PaxHeaders/" + MODEL, TarConstants.LF_PAX_EXTENDED_HEADER_LC), sparse);
            add(tar, new TarArchiveEntry("GNUSparseFile.1/" + MODEL), "w".repeat(4096));
        });

        assertRejected(archive, "\"a.safetensors\" as a sparse file");
    }

    @Test
    void rejectsAnArchiveThatBreaksOff() throws IOException {
        byte[] whole = archive(Map.of("first.yaml", "x".repeat(5000), MODEL, "weights".repeat(1000)));

        for (int length : new int[] {100, 512, 700, 4000, 6500, 7500}) {
            assertThatThrownBy(() -> unpack(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(ModelFileRejectedException.class);
        }
    }

    @Test
    void rejectsAChecksumThatIsWrong() throws IOException {
        byte[] archive = archive(Map.of(MODEL, "weights"));
        archive[0] = 'b';

        assertRejected(archive, "not a .tar archive");
    }

    @Test
    void readsNoHeaderOfAnyLengthIntoMemory() throws IOException {
        TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
        name.setSize(4L << 30);
        byte[] start = new byte[512];
        name.writeEntryHeader(start);
        AtomicLong read = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read.incrementAndGet();
                return 'a';
            }
        };

        assertThatThrownBy(() -> archives()
                        .unpack(
                                new SequenceInputStream(new ByteArrayInputStream(start), endless),
                                (file, content) -> content.readAllBytes()))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessageContaining("headers is too long");
        assertThat(read).hasValueLessThan(2 << 20);
    }

    @Test
    void rejectsMoreEntriesThanAnyModelNeeds() throws IOException {
        byte[] archive = tar(tar -> {
            for (int count = 0; count <= 10_000; count++) {
                add(tar, new TarArchiveEntry("f" + count), "");
            }
        });

        assertRejected(archive, "more than 10000 files");
    }

    @Test
    void aBrokenDiskIsNoFaultOfTheArchive() throws IOException {
        IOException broken = new IOException("the disk broke");
        byte[] start = archive(Map.of(MODEL, "weights".repeat(20_000)));
        InputStream breaking = new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }
        };

        assertThatThrownBy(() -> archives()
                        .unpack(
                                new SequenceInputStream(new ByteArrayInputStream(start, 0, 1024), breaking),
                                (name, content) -> content.readAllBytes()))
                .isSameAs(broken);
    }

    @Test
    void aReceiverMayLeaveAFileHalfRead() throws IOException {
        byte[] archive = archive(Map.of(MODEL, "weights".repeat(1000)));

        archives().unpack(new ByteArrayInputStream(archive), (name, content) -> {
            try (content) {
                assertThat(content.read()).isEqualTo('w');
            }
        });
    }

    private void assertRejected(byte[] archive, String why) {
        assertThatThrownBy(() -> unpack(archive))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessageStartingWith("the archive is rejected: ")
                .hasMessageContaining(why);
    }

    private interface Filling {
        void fill(TarArchiveOutputStream tar) throws IOException;
    }

    private static byte[] tar(Filling filling) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        filling.fill(tar);
        tar.finish();
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, TarArchiveEntry entry, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }
}
