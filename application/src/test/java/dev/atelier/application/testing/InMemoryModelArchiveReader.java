package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.ModelArchiveReader;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.model.ModelPackage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads archives in a text format: a first line that marks them, then a line with name and content for each entry. */
public class InMemoryModelArchiveReader implements ModelArchiveReader {

    private static final String BEGINNING_LINE = "archive\n";

    /** An archive of these entries. */
    public static String archive(Map<String, String> entries) {
        return BEGINNING_LINE
                + entries.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining());
    }

    @Override
    public boolean isArchive(byte[] beginning) {
        return new String(beginning, StandardCharsets.UTF_8).startsWith(BEGINNING_LINE);
    }

    @Override
    public void unpack(InputStream archive, Receiver receiver) throws IOException {
        String text = new String(archive.readAllBytes(), StandardCharsets.UTF_8);
        if (!text.startsWith(BEGINNING_LINE)) {
            throw new ModelFileRejectedException("it is no archive");
        }
        List<String> entries = text.substring(BEGINNING_LINE.length())
                .lines()
                .map(line -> checked(line))
                .toList();
        List<String> models = entries.stream()
                .filter(entry -> ModelPackage.isModel(nameIn(entry)))
                .toList();
        if (models.size() != 1) {
            throw new ModelFileRejectedException("the archive holds " + models.size() + " models");
        }
        String content = models.get(0).substring(models.get(0).indexOf('=') + 1);
        receiver.take(
                new CheckpointFileName(nameIn(models.get(0))),
                new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static String checked(String entry) {
        if (entry.startsWith("/") || entry.contains("..")) {
            throw new ModelFileRejectedException("the archive holds " + entry + ", which leads out of it");
        }
        return entry;
    }

    private static String nameIn(String entry) {
        String path = entry.substring(0, entry.indexOf('='));
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
