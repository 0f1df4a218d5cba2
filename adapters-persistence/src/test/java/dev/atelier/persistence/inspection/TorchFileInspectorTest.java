package dev.atelier.persistence.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFileInspectorTest {

    /** A dictionary of one tensor, as torch pickles it. */
    private static final String TENSOR =
            "\u0080\u0002}q\u0000U\u0001wq\u0001ctorch._utils\n_rebuild_tensor_v2\nq\u0002("
                    + "(U\u0007storageq\u0003ctorch\nFloatStorage\nq\u0004U\u00010q\u0005U\u0003cpuq\u0006K\u0004tq\u0007QK\u0000K\u0004\u0085"
                    + "K\u0001\u0085\u0089ccollections\nOrderedDict\n)Rtq\u0008Rs.";

    /** The keys of the tensors, and the tensor itself: the count of its numbers and these. */
    private static final String KEYS = "]q\u0000U\u00010a.";

    private static final String FOUR_FLOATS = latin1("0400000000000000") + "0123456789abcdef";

    private static final String EVIL = "cos\nsystem\n(S'touch /tmp/evil'\ntR.";
    private static final String MAGIC = latin1("80028a0a6cfc9c46f9206aa850192e");
    private static final String ANY = "\u0080\u0002K\u0001.";

    /** Signatures of a central directory entry and of the two end records. */
    private static final String ENTRY = "PK\u0001\u0002";

    private static final String END_64 = "PK\u0006\u0006";
    private static final String END = "PK\u0005\u0006";

    private final DefaultModelFileInspector inspector = new DefaultModelFileInspector();

    @TempDir
    Path folder;

    @Test
    void passesAnArchiveOfTensors() {
        assertPasses(zip("archive/data.pkl", TENSOR, "archive/data/0", "tensor", "archive/version", "3"));
    }

    @Test
    void passesWhatTorchWroteBeforeArchives() {
        assertPasses(MAGIC + ANY + ANY + TENSOR + ANY + "raw tensors that look like cos\nsystem\n");
    }

    @Test
    void rejectsWhatTorchWroteBeforeArchivesWhereTheTensorsAreCut() {
        String whole = MAGIC + ANY + ANY + TENSOR + KEYS + FOUR_FLOATS;
        assertPasses(whole);

        for (int cut = 1; cut <= FOUR_FLOATS.length(); cut++) {
            assertRejected(whole.substring(0, whole.length() - cut), "it is truncated or damaged");
        }
        assertRejected(whole.substring(0, whole.length() - FOUR_FLOATS.length() - 1), "its pickle is truncated");
        assertRejected(MAGIC + ANY + ANY + TENSOR + KEYS + "\u00ff".repeat(24), "it is truncated or damaged");
        assertRejected(whole.replace("FloatStorage", "DoubleStorage"), "it is truncated or damaged");
        assertPasses(whole.replace("FloatStorage", "HalfStorage"));
        assertPasses(MAGIC + ANY + ANY + TENSOR + KEYS.replace('0', '1')); // of a size that is not known
    }

    @ParameterizedTest
    @ValueSource(strings = {"119547037146038801333356L", "119547037146038801333356"})
    void passesWhatTorchWroteBeforeArchivesWithAnOldProtocol(String magic) {
        String tensor = "}q\u0000U\u0001wq\u0001ctorch._utils\n_rebuild_tensor_v2\nq\u0002("
                + "(U\u0007storageq\u0003ctorch\nFloatStorage\nq\u0004U\u00010q\u0005U\u0003cpuq\u0006K\u0004tq\u0007QK\u0000(K\u0004t"
                + "(K\u0001tI00\nccollections\nOrderedDict\n)Rtq\u0008Rs.";
        String old = "L" + magic + "\n.M\u00e9\u0003.}q\u0000(U\u0008protocolM\u00e9\u0003U\rlittle_endianI01\nu.";

        assertPasses(old + tensor + KEYS + FOUR_FLOATS + "raw bytes that look like cos\nsystem\n");
        assertRejected(old + EVIL, "\"os.system\"");
        assertRejected(old.replace("L1195", "L1196") + tensor, "not a torch file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "torch._utils _rebuild_qtensor",
                "torch per_tensor_affine",
                "torch per_tensor_symmetric",
                "torch per_channel_affine",
                "torch per_channel_symmetric",
                "torch per_channel_affine_float_qparams",
                "torch QInt8Storage",
                "torch quint8",
                "torch qint8",
                "torch qint32",
                "torch quint4x2",
                "torch._utils _rebuild_sparse_tensor",
                "torch._utils _rebuild_sparse_csr_tensor",
                "torch.serialization _get_layout",
                "torch._utils _rebuild_nested_tensor",
                "torch._utils _rebuild_wrapper_subclass",
                "torch._utils _rebuild_device_tensor_from_cpu_tensor",
                "torch float8_e4m3fn",
                "torch float8_e5m2",
                "torch float8_e4m3fnuz",
                "torch float8_e5m2fnuz",
                "torch float8_e8m0fnu",
                "torch float4_e2m1fn_x2",
                "torch complex32",
                "torch uint4",
                "torch int1",
                "torch bits8"
            })
    void passesWhatTorchWritesForTensorsOfEveryKind(String moduleAndName) {
        assertPasses(zip("archive/data.pkl", "\u0080\u0002c" + moduleAndName.replace(' ', '\n') + "\n."));
    }

    @Test
    void rejectsAPickleThatCallsOsSystemWhereverItIs() {
        assertRejected(EVIL, "\"os.system\"");
        assertRejected(MAGIC + ANY + ANY + EVIL, "\"os.system\"");
        assertRejected(MAGIC + ANY + ANY + TENSOR + EVIL, "\"os.system\"");
        assertRejected(zip("archive/data.pkl", EVIL), "\"os.system\"");
        assertRejected(zip("archive/data.pkl", TENSOR, "archive/more.PKL", EVIL), "\"os.system\"");
        assertRejected(MAGIC + ANY + ANY + TENSOR + ANY + zip("a/data.pkl", EVIL), "\"os.system\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080\u0004\u008c\u0005posix\u0094\u008c\u0006system\u0094\u0093\u008c\u0002id\u0085R.",
                "(S'id'\nios\nsystem\n.",
                "cbuiltins\neval\n(S'1'\ntR.",
                "c__builtin__\ngetattr\n.",
                "\u0080\u0004\u008c\u0008builtins\u008c\u0008dict.get\u0093.",
                "ctorch.serialization\nload\n.",
                "ctorch.storage\n_load_from_bytes\n.",
                "ctorch\nper_tensor_affine.x\n.",
                "ctorch.cuda\nper_tensor_affine\n.",
                "ctorch\nfloat8_e4m3\n.",
                "ctorch\nStorage.x.FloatStorage\n.",
                "\u0080\u0004\u008c\u0002os\u0094\u008c\u0005torch\u008c\u0006system\u0094000h\u0000h\u0001\u0093.",
                "\u0080\u0004]\u008c\u0004exec\u0093.",
                "\u0080\u0002\u0082\u0001.",
                "X\u0002\u0000\u0000\u0000osX\u0006\u0000\u0000\u0000system\u0093)R."
            })
    void rejectsEveryWayOfImportingMore(String pickle) {
        assertRejected(zip("archive/data.pkl", pickle), "imports");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080\u0002}q\u0000",
                "",
                "\u00ff.",
                ".",
                "R.",
                "h\u0007.",
                "t.",
                "X\u00ff\u00ff\u00ff\u007fabc."
            })
    void rejectsABrokenPickle(String pickle) {
        assertRejected(zip("archive/data.pkl", pickle), "pickle");
    }

    @Test
    void rejectsWhatIsNoFileOfTorchs() {
        assertRejected(ANY, "not a torch file");
        assertRejected("<!doctype html><html></html>", "rejected");
        assertRejected("", "is truncated");
        assertRejected(
                "PK\u0003\u0004 and no more",
                "it is truncated: it begins like a zip archive but does not end like one");
        assertRejected(zip("archive/version", "3"), "no data.pkl");
        assertRejected(zip("a/data.pkl", TENSOR, "a/DATA.pkl", TENSOR), "two entries");
    }

    @Test
    void rejectsADirectoryThatWouldFillTheMemory() {
        String zip = zip("a/data.pkl", TENSOR);
        int end = zip.lastIndexOf("PK\u0005\u0006");
        String huge = zip.substring(0, end + 12) + "\u0000\u0000\u0000\u0070" + zip.substring(end + 16);

        assertRejected(huge, "directory");
    }

    @Test
    void looksIntoArchivesWithNumbersOf64BitsAsTorchWritesThem() {
        assertPasses(large(0, TENSOR));
        assertRejected(large(0, EVIL), "\"os.system\"");
    }

    @Test
    void readsLittleOfALargeFile() throws Exception {
        long size = 5L << 30;

        assertThat(bytesRead(sparse("PK\u0003\u0004", large(size, TENSOR), size)))
                .isLessThan(100_000);
        assertThat(bytesRead(sparse(MAGIC + ANY + ANY + TENSOR + ANY, "tensor", size)))
                .isLessThan(100_000);
    }

    @Test
    void rejectsAnArchiveThatReadersMayTakeInTwoWays() {
        String zip = zip("a/data.pkl", TENSOR);
        String large = large(0, TENSOR);

        assertRejected("PK\u0003\u0004" + zip, "does not begin at the start of the file");
        assertRejected(patched(zip, END, 16, "\u00ff\u00ff\u00ff\u00ff"), "end record of its zip archive is broken");
        assertRejected(patched(large, END, 16, "\u0001\u0000\u0000\u0000"), "end record of its zip archive is broken");
        assertRejected(patched(large, END, 12, "\u0001\u0000\u0000\u0000"), "end record of its zip archive is broken");
        assertRejected(patched(large, END_64, 0, "XX"), "end record of its zip archive is broken");
        assertRejected(patched(large, END_64, 48, "\u0001"), "is not at its offset");
        assertRejected(patched(large, "PK\u0006\u0007", 8, "\u0001"), "end record of its zip archive is broken");
    }

    @Test
    void rejectsABrokenArchive() {
        String zip = zip("a/data.pkl", TENSOR);

        assertRejected(patched(zip, ENTRY, 0, "XX"), "directory cannot be read");
        assertRejected(patched(zip, ENTRY, 28, "\u00ff\u00ff"), "directory cannot be read");
        assertRejected(patched(zip, ENTRY, 46, "\u00ff"), "name of an entry is not valid text");
        assertRejected(patched(zip, ENTRY, 8, "\u0001"), "encrypted");
        assertRejected(patched(zip, ENTRY, 10, "\u000c"), "unsupported compression method 12");
        assertRejected(patched(zip, ENTRY, 42, "\u0001"), "is not at its offset");
        assertRejected(patched(zip, ENTRY, 45, "\u0001"), "is outside");
        assertRejected(patched(zip, ENTRY, 23, "\u0001"), "is outside");
        assertRejected(patched(large(0, TENSOR), ENTRY, 28 + 2, "\u0000"), "number of its directory is missing");
        assertRejected(patched(zip, "PK\u0003\u0004", 40, "\u00ff\u00ff"), "broken");
    }

    @Test
    void looksAtConfigurationsAndLeavesWhatItDoesNotKnow() throws Exception {
        Path text = Files.writeString(folder.resolve("t"), "model:\n  target: torch.nn.Identity\n");
        Path binary = Files.write(folder.resolve("b"), new byte[] {0, 1, (byte) 0xff});

        assertThatCode(() -> inspect("a.yaml", text)).doesNotThrowAnyException();
        assertThatCode(() -> inspect("a.preview.png", binary)).doesNotThrowAnyException();
        assertThatThrownBy(() -> inspect("a.yaml", binary)).isInstanceOf(ModelFileRejectedException.class);
    }

    @Test
    void theEntriesOfAnArchiveAreBounded() {
        String three = zip("a/data.pkl", TENSOR, "a/data/0", "tensor", "a/version", "3");

        assertThatCode(() -> inspect(three, new InspectionLimits(3, 1, 1000, 1000)))
                .doesNotThrowAnyException();
        assertRejected(three, new InspectionLimits(2, 1, 1000, 1000), "more than the 2 entries");
    }

    @Test
    void thePicklesOfAnArchiveAreBoundedAltogether() {
        String two = zip("a/data.pkl", TENSOR, "a/constants.pkl", TENSOR);
        int bytes = 2 * TENSOR.length();

        assertThatCode(() -> inspect(two, new InspectionLimits(9, 2, bytes, 1000)))
                .doesNotThrowAnyException();
        assertRejected(two, new InspectionLimits(9, 1, bytes, 1000), "contains 2 pickles; allowed are 1");
        assertRejected(
                two,
                new InspectionLimits(9, 2, bytes - 1, 1000),
                "its pickles have more than " + (bytes - 1) + " bytes in total, uncompressed");
        assertRejected(
                two, new InspectionLimits(9, 2, bytes, 40), "its pickles have more than 40 instructions in total");
    }

    @Test
    void thePicklesOfAnOldFileAreBoundedAltogether() {
        String old = MAGIC + ANY + ANY + TENSOR + ANY + "tensor";

        assertThatCode(() -> inspect(old, new InspectionLimits(0, 0, old.length(), 1000)))
                .doesNotThrowAnyException();
        assertRejected(old, new InspectionLimits(0, 0, old.length() - 10, 1000), "bytes in total, uncompressed");
        assertRejected(old, new InspectionLimits(0, 0, old.length(), 20), "more than 20 instructions");
    }

    @Test
    void rejectsEntriesThatOverlap() {
        String zip = zip("a/data.pkl", TENSOR, "a/data/0", "tensor");
        int second = zip.indexOf("PK\u0003\u0004", 1);

        assertRejected(
                patched(zip, ENTRY, 42, String.valueOf((char) (second - 20))),
                "two entries of its zip archive overlap");
        assertRejected(patched(zip, ENTRY, 42, "\u0000"), "two entries of its zip archive overlap");
        assertRejected(patched(zip, ENTRY, 20, "\u0050"), "overlaps its directory");
    }

    private void assertPasses(String content) {
        assertThatCode(() -> inspect(content)).doesNotThrowAnyException();
    }

    private void assertRejected(String content, InspectionLimits limits, String why) {
        assertThatThrownBy(() -> inspect(content, limits))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessageContaining(why);
    }

    private void assertRejected(String content, String why) {
        assertThatThrownBy(() -> inspect(content))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessageContaining(why);
    }

    private void inspect(String content) throws IOException {
        inspect(content, InspectionLimits.USUAL);
    }

    private void inspect(String content, InspectionLimits limits) throws IOException {
        Path file = Files.writeString(folder.resolve("m"), content, StandardCharsets.ISO_8859_1);
        inspect(new DefaultModelFileInspector(limits), "m.ckpt", file);
    }

    private void inspect(String name, Path file) throws IOException {
        inspect(inspector, name, file);
    }

    private static void inspect(DefaultModelFileInspector inspector, String name, Path file) throws IOException {
        try (SeekableByteChannel content = Files.newByteChannel(file)) {
            inspector.inspect(new CheckpointFileName(name), content);
        }
    }

    /** The archive with these bytes overwritten, at an offset from the last occurrence of the text. */
    private static String patched(String zip, String text, int offset, String patch) {
        int at = zip.lastIndexOf(text) + offset;
        return zip.substring(0, at) + patch + zip.substring(at + patch.length());
    }

    /** A zip64 archive that begins with a pickle and is at this offset of a file; its offsets are 64-bit only. */
    private static String large(long place, String pickle) {
        byte[] name = "archive/data.pkl".getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer zip = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        zip.putInt(0x04034b50).put(new byte[22]).putShort((short) name.length).putShort((short) 0);
        zip.put(name).put(pickle.getBytes(StandardCharsets.ISO_8859_1));
        int directory = zip.position();
        zip.putInt(0x02014b50).put(new byte[16]).putInt(pickle.length()).putInt(pickle.length());
        zip.putShort((short) name.length).putShort((short) 12).put(new byte[10]).putInt(-1);
        zip.put(name).putShort((short) 1).putShort((short) 8).putLong(place);
        int end = zip.position();
        zip.putInt(0x06064b50)
                .putLong(44)
                .putInt(0x2d002d)
                .putLong(0)
                .putLong(1)
                .putLong(1);
        zip.putLong(end - directory).putLong(place + directory);
        zip.putInt(0x07064b50).putInt(0).putLong(place + end).putInt(1);
        zip.putInt(0x06054b50)
                .putInt(0)
                .putInt(0x10001)
                .putInt(end - directory)
                .putInt(-1)
                .putShort((short) 0);
        return new String(zip.array(), 0, zip.position(), StandardCharsets.ISO_8859_1);
    }

    /** A sparse file with content only at its beginning and its end. */
    private Path sparse(String beginning, String end, long place) throws IOException {
        Path file = Files.writeString(folder.resolve("m"), beginning, StandardCharsets.ISO_8859_1);
        try (FileChannel content = FileChannel.open(file, StandardOpenOption.WRITE)) {
            content.write(ByteBuffer.wrap(end.getBytes(StandardCharsets.ISO_8859_1)), place);
        }
        return file;
    }

    private long bytesRead(Path file) throws IOException {
        AtomicLong bytes = new AtomicLong();
        try (SeekableByteChannel content = Files.newByteChannel(file)) {
            SeekableByteChannel counting = (SeekableByteChannel) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {SeekableByteChannel.class},
                    (channel, method, arguments) -> {
                        Object answer = method.invoke(content, arguments);
                        if (method.getName().equals("read")) {
                            bytes.addAndGet((int) answer);
                        }
                        return answer == content ? channel : answer;
                    });
            inspector.inspect(new CheckpointFileName("m.ckpt"), counting);
        }
        return bytes.get();
    }

    private static String latin1(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private static String zip(String... namesAndContents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int at = 0; at < namesAndContents.length; at += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[at]));
                zip.write(namesAndContents[at + 1].getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            throw new AssertionError("reading from memory cannot fail", e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
