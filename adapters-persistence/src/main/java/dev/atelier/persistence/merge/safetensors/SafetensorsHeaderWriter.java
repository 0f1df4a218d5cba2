package dev.atelier.persistence.merge.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.atelier.domain.merge.MergeRecipe;
import dev.atelier.persistence.merge.safetensors.MergePlan.Kind;
import dev.atelier.persistence.merge.safetensors.MergePlan.Planned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Writes the header of the merged file: each tensor's range, what describes the first model, and the recipe, in metadata as written by SD WebUI. */
final class SafetensorsHeaderWriter {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int ALIGNMENT = 8;

    private SafetensorsHeaderWriter() {}

    /** The bytes before the first tensor. */
    static byte[] of(MergeRecipe recipe, MergePlan plan, MergeSourceFiles models) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        write(recipe, plan, models, json);
        int length = (json.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] header = new byte[Long.BYTES + length];
        Arrays.fill(header, (byte) ' ');
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(json.toByteArray());
        return header;
    }

    private static void write(MergeRecipe recipe, MergePlan plan, MergeSourceFiles models, OutputStream to)
            throws IOException {
        try (JsonGenerator json = JSON.createGenerator(to)) {
            json.writeStartObject();
            json.writeObjectFieldStart("__metadata__");
            json.writeStringField("format", "pt");
            for (var field : plan.sources().get(0).spec().entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            json.writeStringField("sd_merge_recipe", recipe(recipe, plan, models));
            json.writeStringField("sd_merge_models", models(plan, models));
            json.writeEndObject();
            long end = 0;
            for (Planned tensor : plan.tensors()) {
                long begin = end;
                end = begin + tensor.bytes();
                write(tensor, begin, end, json);
            }
            json.writeEndObject();
        }
    }

    private static void write(Planned tensor, long begin, long end, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField("dtype", tensor.dtype().name());
        json.writeFieldName("shape");
        json.writeArray(
                tensor.shape().stream().mapToLong(Long::longValue).toArray(),
                0,
                tensor.shape().size());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {begin, end}, 0, 2);
        json.writeEndObject();
    }

    private static String recipe(MergeRecipe recipe, MergePlan plan, MergeSourceFiles models) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", "webui");
            json.writeStringField("primary_model_hash", hash(recipe, models, 0));
            json.writeStringField("secondary_model_hash", hash(recipe, models, 1));
            json.writeStringField("tertiary_model_hash", hash(recipe, models, 2));
            json.writeStringField("interp_method", recipe.method().word());
            json.writeNumberField("multiplier", recipe.multiplier().value());
            json.writeBooleanField("save_as_half", recipe.half());
            json.writeStringField("custom_name", recipe.customName().orElse(""));
            json.writeStringField(
                    "bake_in_vae", recipe.vae().map(vae -> vae.name().value()).orElse("None"));
            json.writeStringField("discard_weights", recipe.discard().orElse(""));
            json.writeBooleanField("is_inpainting", plan.kind() == Kind.INPAINTING);
            json.writeBooleanField("is_instruct_pix2pix", plan.kind() == Kind.INSTRUCT_PIX2PIX);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static String hash(MergeRecipe recipe, MergeSourceFiles models, int model) {
        return model < recipe.models().size() ? models.digests().get(model) : null;
    }

    private static String models(MergePlan plan, MergeSourceFiles models) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            Set<String> written = new HashSet<>();
            for (int source = 0; source < plan.sources().size(); source++) {
                String digest = models.digests().get(source);
                if (written.add(digest)) {
                    json.writeObjectFieldStart(digest);
                    json.writeStringField("name", plan.sources().get(source).name());
                    json.writeStringField("sha256", digest);
                    json.writeEndObject();
                }
            }
            json.writeEndObject();
        }
        return text.toString();
    }
}
