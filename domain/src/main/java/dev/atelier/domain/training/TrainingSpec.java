package dev.atelier.domain.training;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.ModelFile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The immutable specification of a training.
 *
 * @param base the base model
 * @param dataset the folder of its images and captions
 * @param images defaults for these images
 * @param options kohya's options, complete except for paths, see {@link TrainingOptions}
 * @param params pass-through metadata of the client
 * @param input the folder of its configuration
 * @param output the folder of its model files
 * @param backend the name of the backend that runs it
 */
public record TrainingSpec(
        FoundationModel foundation,
        ModelFile base,
        StorageUri dataset,
        ImageDefaults images,
        Map<String, Object> options,
        Map<String, Object> params,
        StorageUri input,
        StorageUri output,
        String backend) {

    public TrainingSpec {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }

    /**
     * The options as they may be passed to a trainer now, for jobs that an earlier release stored.
     *
     * @throws dev.atelier.domain.InvalidRequestException if there is one that a client may not set
     */
    public Map<String, Object> checkedOptions() {
        return TrainingOptions.recheck(options);
    }

    /** The prompts of its sample images, each as a line with its settings; none where it makes no images. */
    public List<String> samplePrompts() {
        return options.getOrDefault(TrainingOptions.SAMPLE_PROMPTS, "")
                .toString()
                .lines()
                .toList();
    }

    /** The name of the trained model, without extension. */
    public String outputName() {
        return options.get(TrainingOptions.OUTPUT_NAME).toString();
    }
}
