package dev.atelier.bootstrap.console;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;

/** The pixels of an image, by their colors without transparency. */
record TestImage(int width, int height, int[] pixels) {

    /** Of the image that {@link #write} makes. */
    static final int SIDE = 256;

    /** Writes a landscape of few colors as PNG. */
    static Path write(Path file) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(new Color(0x9CC9E8));
        drawing.fillRect(0, 0, SIDE, SIDE);
        drawing.setColor(new Color(0x5C8A4A));
        drawing.fillRect(0, 160, SIDE, 96);
        drawing.setColor(new Color(0xB5523B));
        drawing.fillRect(88, 90, 80, 90);
        drawing.dispose();
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    static TestImage of(Path file) throws IOException {
        return of(Files.readAllBytes(file));
    }

    /** @param base64 the image, as a data URL or without its beginning */
    static TestImage of(String base64) throws IOException {
        return of(Base64.getDecoder().decode(base64.substring(base64.indexOf(',') + 1)));
    }

    private static TestImage of(byte[] file) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return new TestImage(
                image.getWidth(),
                image.getHeight(),
                Arrays.stream(pixels).map(pixel -> pixel & 0xFFFFFF).toArray());
    }

    int color(int x, int y) {
        return pixels[y * width + x];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TestImage image && width == image.width && Arrays.equals(pixels, image.pixels);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pixels);
    }
}
