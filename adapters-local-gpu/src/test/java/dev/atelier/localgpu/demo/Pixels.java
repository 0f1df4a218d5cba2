package dev.atelier.localgpu.demo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.IntPredicate;
import javax.imageio.ImageIO;

/** Measures and creates images. */
final class Pixels {

    private Pixels() {}

    static int[] of(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    static double share(BufferedImage image, IntPredicate wanted) {
        int[] points = of(image);
        return Arrays.stream(points).filter(wanted).count() / (double) points.length;
    }

    static boolean isRed(int rgb) {
        return red(rgb) > green(rgb) + 60 && red(rgb) > blue(rgb) + 60;
    }

    static boolean isDark(int rgb) {
        return Math.max(red(rgb), Math.max(green(rgb), blue(rgb))) < 100;
    }

    static boolean isLight(int rgb) {
        return Math.min(red(rgb), Math.min(green(rgb), blue(rgb))) > 220;
    }

    /** The mean distance of two images' pixels, from 0 to 255, over the columns from {@code left} to {@code right}. */
    static double distance(BufferedImage one, BufferedImage other, int left, int right) {
        double sum = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = left; x < right; x++) {
                int a = one.getRGB(x, y);
                int b = other.getRGB(x, y);
                sum += Math.abs(red(a) - red(b)) + Math.abs(green(a) - green(b)) + Math.abs(blue(a) - blue(b));
            }
        }
        return sum / (3. * (right - left) * one.getHeight());
    }

    static double distance(BufferedImage one, BufferedImage other) {
        return distance(one, other, 0, one.getWidth());
    }

    /** A blue disc on a white background. */
    static BufferedImage disc(int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, side, side);
        graphics.setColor(new Color(30, 60, 220));
        graphics.fillOval(side / 4, side / 4, side / 2, side / 2);
        graphics.dispose();
        return image;
    }

    static String base64(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    static int alpha(int argb) {
        return argb >>> 24;
    }

    private static int red(int rgb) {
        return rgb >> 16 & 255;
    }

    private static int green(int rgb) {
        return rgb >> 8 & 255;
    }

    private static int blue(int rgb) {
        return rgb & 255;
    }
}
