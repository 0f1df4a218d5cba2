package dev.atelier.domain.training;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.ModelFile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is trained, how, and where.
 *
 * @param base the model that it begins with
 * @param dataset the folder of its pictures and captions
 * @param images what holds for those of them that do not say it themselves
 * @param options kohya's, complete but for places, see {@link TrainingOptions}
 * @param params what the client said, carried along for its answers
 * @param input where its configuration is kept
 * @param output the folder of the models it makes
 * @param backend the name of the compute that runs it
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
     * The options as they may be handed to a trainer now, whichever release stored them.
     *
     * @throws dev.atelier.domain.InvalidRequestException when there is one that a client may not set
     */
    public Map<String, Object> checkedOptions() {
        return TrainingOptions.recheck(options);
    }

    /** What the model is to be called, without extension. */
    public String outputName() {
        return options.get(TrainingOptions.OUTPUT_NAME).toString();
    }
}
