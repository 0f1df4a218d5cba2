package dev.atelier.localgpu.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The image files that the node reads: in which formats, which way up, and complete only. */
@Tag("slow")
class ImageFilesTest {

    /** 48x32: left half blue; right half red above and white below. Lossy, lossless, and lossy with orientation 6. */
    private static final String LOSSY =
            "UklGRmwAAABXRUJQVlA4IGAAAAAwBQCdASowACAAPmkokEWkIqGarfwAQAaEsQBjlqC/ANaN4B+M37Af4ABB90NmTX4YAAD+8dyNpVeWZZ+b"
                    + "LjOYo4Z48/qt3l7JL/uTqAgJqEFP/20ix+ywd/kJFwaTpAA=";

    private static final String LOSSLESS =
            "UklGRkAAAABXRUJQVlA4TDQAAAAvL8AHABcgEEhM2p9yDYFA4pa/wiwLBBKU/CVWe/7jXxAQadvM5E1e5/BwRP8n4DothzYD";

    private static final String TURNED =
            "UklGRqAAAABXRUJQVlA4WAoAAAAIAAAALwAAHwAAVlA4IGAAAAAwBQCdASowACAAPmkokEWkIqGarfwAQAaEsQBjlqC/ANaN4B+M37Af4ABB"
                    + "90NmTX4YAAD+8dyNpVeWZZ+bLjOYo4Z48/qt3l7JL/uTqAgJqEFP/20ix+ywd/kJFwaTpABFWElGGgAAAE1NACoAAAAIAAEBEgADAAAA"
                    + "AQAGAAAAAAAA";

    @TempDir
    static Path models;

    private static DemoWebUiServer node;
    private static NodeClient client;

    @BeforeAll
    static void start() {
        node = DemoWebUiServer.start(0, models);
        client = new NodeClient(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {LOSSY, LOSSLESS})
    void webpIsReadLossyAndLossless(String base64) {
        assertThat(corners(Base64ImageCodec.decode(base64))).isEqualTo("blue red blue white");
    }

    @Test
    void webpIsAnInitImageOfTheNode() {
        ObjectNode request = NodeClient.request("apple", 1)
                .put("width", 48 * 4)
                .put("height", 32 * 4)
                .put("denoising_strength", 0);
        request.putArray("init_images").add(LOSSY);

        BufferedImage kept = NodeClient.image(client.img2img(request), 0);

        assertThat(corners(PlanarImage.of(kept))).isEqualTo("blue red blue white");
    }

    /** Above left, above right, below left, below right of what the image looks like; stored are blue, red, blue, white. */
    @ParameterizedTest
    @CsvSource({
        "0, 48, blue red blue white",
        "1, 48, blue red blue white",
        "2, 48, red blue white blue",
        "3, 48, white blue red blue",
        "4, 48, blue white blue red",
        "5, 32, blue blue red white",
        "6, 32, blue blue white red",
        "7, 32, white red blue blue",
        "8, 32, red white blue blue",
        "9, 48, blue red blue white",
    })
    void theOrientationInExifIsApplied(int orientation, int width, String corners) throws IOException {
        for (byte[] file : new byte[][] {
            jpegWithExif(exif(orientation, false)),
            jpegWithExif(exif(orientation, true)),
            pngWithExif(exif(orientation, true))
        }) {
            PlanarImage image = Base64ImageCodec.decode(Base64ImageCodec.encode(file));
            assertThat(image.width).isEqualTo(width);
            assertThat(corners(image)).isEqualTo(corners);
        }
    }

    @Test
    void theOrientationOfWebpIsAppliedToo() {
        assertThat(corners(Base64ImageCodec.decode(TURNED))).isEqualTo("blue blue white red");
    }

    @Test
    void malformedExifIsIgnored() throws IOException {
        Random random = new Random(1);
        byte[] exif = exif(6, false);
        for (int round = 0; round < 300; round++) {
            byte[] changed = exif.clone();
            IntStream.range(0, 3)
                    .forEach(i -> changed[6 + random.nextInt(changed.length - 6)] = (byte) random.nextInt(256));
            byte[] file = jpegWithExif(changed);
            assertThatCode(() -> Base64ImageCodec.decode(Base64ImageCodec.encode(file)))
                    .as(HexFormat.of().formatHex(changed))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "webp"})
    void aFileThatBreaksOffIsRejected(String format) throws IOException {
        byte[] whole = format.equals("webp") ? Base64.getDecoder().decode(LOSSY) : file(scene(), format);
        Base64ImageCodec.decode(Base64ImageCodec.encode(whole));
        for (int percent = 0; percent < 100; percent += 5) {
            byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
            assertThatThrownBy(() -> Base64ImageCodec.decode(Base64ImageCodec.encode(cut)))
                    .as("%s %s", format, percent)
                    .isInstanceOf(WebUiErrorException.class)
                    .hasMessage("Invalid encoded image");
        }
    }

    @Test
    void imagesInWorkNeedNoFilesForWhichAStoppingProcessHasNoShutdownHooks() throws IOException {
        File before = ImageIO.getCacheDirectory();
        Path gone = Files.createTempDirectory("image-cache");
        ImageIO.setCacheDirectory(gone.toFile());
        try {
            Files.delete(gone);
            ObjectNode request = NodeClient.request("apple", 1).put("denoising_strength", 0);
            request.putArray("init_images").add(Base64ImageCodec.encode(file(scene(), "png")));
            assertThat(NodeClient.image(client.img2img(request), 0).getWidth()).isEqualTo(128);
        } finally {
            ImageIO.setCacheDirectory(before);
        }
    }

    private static BufferedImage scene() {
        BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 48, 32);
        graphics.setColor(new Color(30, 60, 220));
        graphics.fillRect(0, 0, 24, 32);
        graphics.setColor(new Color(220, 30, 30));
        graphics.fillRect(24, 0, 24, 16);
        graphics.dispose();
        return image;
    }

    private static byte[] file(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    /** EXIF with one entry, the orientation. */
    private static byte[] exif(int orientation, boolean bigEndian) {
        String value = String.format("%02x", orientation);
        return HexFormat.of()
                .parseHex("457869660000"
                        + (bigEndian
                                ? "4d4d002a00000008" + "0001" + "0112000300000001" + "00" + value + "0000" + "00000000"
                                : "49492a0008000000" + "0100" + "1201030001000000" + value + "000000" + "00000000"));
    }

    private static byte[] jpegWithExif(byte[] exif) throws IOException {
        byte[] jpeg = file(scene(), "jpg");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(jpeg, 0, 2);
        bytes.write(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (exif.length + 2)});
        bytes.write(exif);
        bytes.write(jpeg, 2, jpeg.length - 2);
        return bytes.toByteArray();
    }

    private static byte[] pngWithExif(byte[] exif) throws IOException {
        byte[] png = file(scene(), "png");
        byte[] chunk = new byte[4 + exif.length - 6];
        System.arraycopy("eXIf".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, chunk, 0, 4);
        System.arraycopy(exif, 6, chunk, 4, exif.length - 6);
        CRC32 crc = new CRC32();
        crc.update(chunk);
        int headLength = 8 + 25;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(png, 0, headLength);
        bytes.write(new byte[] {0, 0, 0, (byte) (exif.length - 6)});
        bytes.write(chunk);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes.write((int) (crc.getValue() >> shift));
        }
        bytes.write(png, headLength, png.length - headLength);
        return bytes.toByteArray();
    }

    private static String corners(PlanarImage image) {
        int right = image.width * 5 / 6;
        int left = image.width / 6;
        int top = image.height / 6;
        int bottom = image.height * 5 / 6;
        return String.join(
                " ",
                color(image, left, top),
                color(image, right, top),
                color(image, left, bottom),
                color(image, right, bottom));
    }

    private static String color(PlanarImage image, int x, int y) {
        int i = y * image.width + x;
        boolean red = image.data[0][i] > .6;
        boolean green = image.data[1][i] > .6;
        boolean blue = image.data[2][i] > .6;
        return red && green && blue ? "white" : red ? "red" : blue ? "blue" : "black";
    }
}
