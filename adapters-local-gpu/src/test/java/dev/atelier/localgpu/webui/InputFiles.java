package dev.atelier.localgpu.webui;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images that clients send, in all forms. */
final class InputFiles {

    private InputFiles() {}

    /** An RGB image of noise, with about this many bytes. */
    static byte[] png(int bytes, long seed) {
        BufferedImage image = new BufferedImage(1024, Math.max(1, bytes / 3 / 1024), BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt();
        }
        return file(image, "png");
    }

    /** A small image of one colour. */
    static byte[] plain(int type, String format, int argb) {
        BufferedImage image = new BufferedImage(5, 7, type);
        for (int i = 0; i < 35; i++) {
            image.setRGB(i % 5, i / 5, argb);
        }
        return file(image, format);
    }

    /** Grey of this value, in the file and on every screen. */
    static byte[] grey(int value, String format) {
        BufferedImage image = new BufferedImage(5, 7, BufferedImage.TYPE_BYTE_GRAY);
        byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        java.util.Arrays.fill(pixels, (byte) value);
        return file(image, format);
    }

    /** The beginning of a lossy WEBP, complete as far as its lengths say. */
    static byte[] webp() {
        byte[] file = new byte[30];
        byte[] head = "RIFF\u0016\0\0\0WEBPVP8 \n\0\0\0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        System.arraycopy(head, 0, file, 0, head.length);
        return file;
    }

    static String base64(byte[] file) {
        return Base64.getEncoder().encodeToString(file);
    }

    static BufferedImage decoded(String base64) {
        try {
            return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] file(BufferedImage image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalArgumentException("no writer for " + format);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
