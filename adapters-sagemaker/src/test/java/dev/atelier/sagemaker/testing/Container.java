package dev.atelier.sagemaker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.ImageIO;

/** The container behind a simulated endpoint; handles {@code POST /invocations}. */
@FunctionalInterface
public interface Container {

    Reply serve(JsonNode request);

    /** The response; a status of 400 or more is a failure. */
    record Reply(int status, byte[] body) {

        public static Reply json(String body) {
            return new Reply(200, body.getBytes(StandardCharsets.UTF_8));
        }

        public static Reply failure(int status, String body) {
            return new Reply(status, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Responds like SD WebUI, with {@code n} small images. */
    static Container generation(int images) {
        return request -> Reply.json(generated(request, images));
    }

    /** SD WebUI's response to this request. */
    static String generated(JsonNode request, int images) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        String task = request.path("task").asText();
        if (task.equals("rembg") || task.equals("extra-single-image")) {
            return answer.put("html_info", "<p>done</p>").put("image", png(0)).toString();
        }
        ObjectNode info = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < images; i++) {
            answer.withArray("/images").add(png(i));
            info.withArray("/all_seeds").add(i);
        }
        answer.putObject("parameters").put("prompt", "a cat").putNull("init_images");
        return answer.put("info", info.toString()).toString();
    }

    /** A PNG of one colour, in base64. */
    static String png(int shade) {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, new Color(shade % 256, 100, 200).getRGB());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
