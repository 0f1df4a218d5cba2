package dev.atelier.application.training;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingSpec;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The layout of a training's images and captions for kohya; other files are not included. They keep the folder that
 * they have in the dataset; one whose name kohya would not understand gets the training's number of repeats, and an
 * image without a caption the training's caption.
 *
 * @param files files of the dataset, by their path in the layout: {@code N_name/file}
 * @param captions the paths of files with the training's caption; none when it has no caption
 */
public record KohyaDatasetLayout(Map<String, StorageUri> files, Set<String> captions) {

    /**
     * The layout of the dataset's present files.
     *
     * @param dataset its files; the stream is consumed
     * @throws InvalidRequestException if there is no image any more, or two files would get the same path
     */
    public static KohyaDatasetLayout of(TrainingSpec plan, Stream<StorageUri> dataset) {
        Map<String, StorageUri> files = new LinkedHashMap<>();
        for (Iterator<StorageUri> each =
                        dataset.filter(TrainingDatasetResolver::isUsed).iterator();
                each.hasNext(); ) {
            StorageUri file = each.next();
            StorageUri other = files.putIfAbsent(place(plan, file), file);
            if (other != null) {
                throw new InvalidRequestException(file + " and " + other + " would have the same path in one folder;"
                        + " one of them should have another name");
            }
        }
        if (files.values().stream().noneMatch(TrainingDatasetResolver::isImage)) {
            throw new InvalidRequestException("the dataset at " + plan.dataset() + " has no images any more");
        }
        return new KohyaDatasetLayout(files, plan.images().caption().isEmpty() ? Set.of() : missingCaptions(files));
    }

    /** {@code N_name/file}, as kohya requires; files in deeper folders get a prefix of the folders' names. */
    private static String place(TrainingSpec plan, StorageUri file) {
        String below = file.toString().substring(plan.dataset().toString().length() + 1);
        int slash = below.indexOf('/');
        String folder = slash < 0 ? plan.dataset().fileName() : below.substring(0, slash);
        String name = below.substring(slash + 1).replace('/', '_');
        return (folder.matches("[1-9][0-9]{0,4}_.+") ? "" : plan.images().repeats() + "_") + folder + "/" + name;
    }

    /** Kohya takes {@code a.txt} and {@code a.png.txt} for the caption of {@code a.png}. */
    private static Set<String> missingCaptions(Map<String, StorageUri> files) {
        return files.keySet().stream()
                .filter(place -> TrainingDatasetResolver.isImage(files.get(place)))
                .filter(image -> !files.containsKey(image + TrainingDatasetResolver.CAPTION))
                .map(image -> image.substring(0, image.lastIndexOf('.')) + TrainingDatasetResolver.CAPTION)
                .filter(caption -> !files.containsKey(caption))
                .collect(Collectors.toSet());
    }
}
