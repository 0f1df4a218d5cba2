package dev.atelier.localgpu.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A small valid PNG, deterministic by its input and different for different input. */
final class TinyPng {

    private static final int SIDE = 8;

    private TinyPng() {}

    static String base64(Object... madeOf) {
        return Base64.getEncoder().encodeToString(of(madeOf));
    }

    private static byte[] of(Object... madeOf) {
        String hash = SimulatedModelList.hash(Arrays.toString(madeOf));
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.setRGB(i % SIDE, i / SIDE, Integer.parseInt(hash, i % 58, i % 58 + 6, 16));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
