package dev.atelier.application.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadRulesTest {

    private static final String PNG = Base64.getEncoder()
            .encodeToString(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'});
    private static final String JPEG = Base64.getEncoder().encodeToString(new byte[] {
        (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1
    });

    private final PayloadRules rules = new PayloadRules(PayloadAdditions.NONE);

    private static Map<String, Object> script(String title, Object... args) {
        return Map.of("alwayson_scripts", Map.of(title, Map.of("args", Arrays.asList(args))));
    }

    private static Map<String, Object> setting(String key, Object value) {
        return Map.of("override_settings", Map.of(key, value));
    }

    private void assertRejected(Map<String, Object> payload, String... words) {
        assertThatThrownBy(() -> rules.check(payload))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll(words);
    }

    private void assertTaken(Map<String, Object> payload) {
        assertThat(rules.check(payload)).isEmpty();
    }

    @Test
    void aScriptThatIsNotListedIsRejectedWithThoseThatAre() {
        assertRejected(
                script("Some Script", true, 1), "\"Some Script\" is not taken", "adetailer", "reactor", "refiner");
    }

    @Test
    void scriptsThatAreSwitchedOffAreNoReasonToRejectAJob() {
        assertTaken(script("Some Script"));
        assertTaken(script("Some Script", false, 1, "2"));
        assertTaken(script("Some Script", Map.of("enabled", false)));
        assertTaken(script("tiled diffusion", false, "MultiDiffusion", 4));
        assertTaken(Map.of("alwayson_scripts", List.of()));
        assertThat(rules.isOff("Tiled Diffusion", List.of(false, "MultiDiffusion")))
                .isTrue();
        assertThat(rules.isOff("ReActor", List.of(PNG, false))).isTrue();
        assertThat(rules.isOff("ReActor", List.of(false, true))).isFalse();
        assertThat(rules.isOff("AnimateDiff", List.of(Map.of("enable", "false"))))
                .as("true to Python")
                .isFalse();
    }

    @Test
    void scriptsThatNodesWouldIgnoreForTheirShapeAreRejected() {
        Map<String, Object> unit = Map.of("enabled", true, "model", "None");
        for (Object shape : List.of(
                List.of(unit),
                unit,
                Map.of("units", List.of(unit)),
                Map.of("args", List.of(), "units", List.of(unit)),
                Map.of("arg", List.of()),
                "x")) {
            for (String title : List.of("controlnet", "ADetailer", "Some Script")) {
                assertRejected(
                        Map.of("alwayson_scripts", Map.of(title, shape)),
                        "alwayson_scripts." + title,
                        "{\"args\": [...]}");
            }
        }
        assertRejected(Map.of("alwayson_scripts", List.of(Map.of("name", "controlnet"))), "should be an object");
        assertRejected(Map.of("alwayson_scripts", "controlnet"), "should be an object");
    }

    @Test
    void masksAreNotAskedForAmongTheImages() {
        for (String key : List.of("return_mask", "return_mask_composite")) {
            assertTaken(setting(key, true));
            assertThat(rules.leftOut(setting(key, true))).containsEntry("override_settings", Set.of(key));
        }
    }

    @Test
    void whatIsSwitchedOffIsNotLookedAtAndLeftOut() {
        assertLeftOut("Cutoff", false, "white, blue", 0.5, "/data", Map.of("a", "b"));
        assertLeftOut("Some Script", null, false, "text");
        assertLeftOut("ReActor", PNG, false, "/data");
        assertLeftOut("roop", PNG, false, "0", "inswapper_128.onnx");
        assertLeftOut("LoRA Block Weight", "NONE:0,0", false, 1, "");
        assertLeftOut("CFG Rescale", 0);
        assertLeftOut("AnimateDiff", false);
        assertTaken(script("ControlNet", Map.of("enabled", false, "image", JPEG)));
        assertThat(rules.leftOut(script("ADetailer", true, false, Map.of())).values())
                .allMatch(Set::isEmpty);
    }

    private void assertLeftOut(String title, Object... args) {
        assertTaken(script(title, args));
        assertThat(rules.leftOut(script(title, args))).containsEntry("alwayson_scripts", Set.of(title));
    }

    @Test
    void theRefusalOfAScriptThatIsOnNamesItsSwitchAndTheSetting() {
        assertRejected(
                script("roop", PNG, true),
                "\"roop\" is not taken",
                "argument 2",
                "atelier.inference.scripts",
                "adetailer");
        assertRejected(script("Dynamic Prompts", true, false), "Dynamic Prompts", "argument 1");
        assertRejected(script("CFG Rescale", 0.5), "CFG Rescale", "argument 1");
        assertRejected(Map.of("alwayson_scripts", List.of(List.of("roop", Map.of()))), "should be an object");
    }

    @Test
    void scriptsThatTheOperatorAddsAreNotLeftOutForTheirFirstArgument() {
        PayloadRules more = new PayloadRules(new PayloadAdditions(List.of("Some Script"), List.of()));

        assertThat(more.isOff("Some Script", List.of(false, "a"))).isFalse();
        assertThat(more.isOff("Some Script", List.of())).isTrue();
    }

    @Test
    void theOperatorAddsScriptsAndSettings() {
        PayloadRules more = new PayloadRules(new PayloadAdditions(List.of("Some Script"), List.of("some_setting")));

        assertThat(more.check(script("some script", true, "cats/dogs", PNG))).isEmpty();
        assertThat(more.check(setting("some_setting", "x"))).isEmpty();
        assertThatThrownBy(() -> more.check(script("some script", true, "/data")))
                .hasMessageContaining("path");
        assertThatThrownBy(() -> more.check(setting("some_setting", "../x"))).hasMessageContaining("path");
        assertThatThrownBy(() -> more.check(script("another", true))).hasMessageContaining("some script");
    }

    @Test
    void whatClientsCommonlySendIsTaken() {
        assertTaken(script("ADetailer", true, false, Map.of("ad_model", "face_yolov8n.pt", "ad_prompt", "a/b face")));
        assertTaken(script("ADetailer", Map.of("ad_model", "mediapipe_face_full", "ad_checkpoint", "None")));
        assertTaken(script(
                "Regional Prompter",
                true,
                false,
                "Matrix",
                "Columns",
                "Mask",
                "Prompt",
                "1,1",
                "0.2",
                false,
                false,
                false,
                "Attention",
                List.of(false),
                "0",
                "0",
                "0.4",
                null,
                "0",
                "0",
                false));
        assertTaken(script(
                "Tiled Diffusion",
                true,
                "MultiDiffusion",
                false,
                true,
                1024,
                1024,
                96,
                96,
                48,
                4,
                "None",
                2,
                false,
                10,
                1,
                1,
                64,
                false,
                true,
                false,
                false,
                true,
                0.4,
                0.4,
                0.2,
                0.2,
                "a cat / dog",
                "",
                "Background",
                0.2,
                -1));
        assertTaken(script("Tiled VAE", true, 960, 64, true, true, true, false));
        assertTaken(script("Refiner", true, "None", 0.8));
        assertTaken(script("Seed", -1, false, -1, 0, 0, 0));
        assertTaken(script("Sampler", 20, "DPM++ 2M", "Karras"));
        assertTaken(script("Soft Inpainting", true, 1, 0.5, 4, 0, 0.5, 2));
        assertTaken(script(
                "Dynamic Thresholding (CFG Scale Fix)",
                true,
                7,
                100,
                "Half Cosine Up",
                3,
                "Constant",
                3,
                4,
                "enable",
                "MEAN",
                "AD",
                1));
        assertTaken(script(
                "AnimateDiff",
                Map.of(
                        "enable",
                        true,
                        "video_length",
                        16,
                        "format",
                        List.of("GIF"),
                        "model",
                        "mm_sd_v15_v2.ckpt",
                        "closed_loop",
                        "R+P",
                        "video_source",
                        "",
                        "last_frame",
                        PNG)));
        assertTaken(script(
                "ReActor",
                PNG,
                true,
                "0",
                "0,1",
                "inswapper_128.onnx",
                "CodeFormer",
                1,
                true,
                "4x_x",
                1.5,
                1,
                false,
                true,
                1,
                0,
                0,
                false,
                0.5,
                true,
                false,
                "CUDA",
                false,
                0,
                "None",
                "",
                null,
                false));
        assertTaken(script(
                "ControlNet",
                Map.of(
                        "image",
                        "data:image/png;base64," + PNG,
                        "module",
                        "canny",
                        "model",
                        "None",
                        "weight",
                        1,
                        "resize_mode",
                        "Crop and Resize",
                        "mask",
                        new LongString(JPEG))));
    }

    @Test
    void argumentsThatNameWhatIsTheNodesAreRejected() {
        assertRejected(script("AnimateDiff", Map.of("enable", true, "video_path", "frames")), "video_path", "empty");
        assertRejected(script("AnimateDiff", Map.of("enable", true, "video_source", "a.mp4")), "video_source");
        assertRejected(script("AnimateDiff", Map.of("enable", true, "request_id", "../x")), "request_id");
        assertRejected(script("AnimateDiff", Map.of("enable", true, "new_folder", "frames")), "new_folder");
        assertRejected(script("AnimateDiff", Map.of("enable", "false", "video_path", "frames")), "video_path");
        assertRejected(script("ADetailer", Map.of("ad_model", "models/x.pt")), "ad_model", "slash");
        assertRejected(script("ADetailer", true, false, Map.of("ad_model", "https://host/x.pt")), "ad_model");
        assertRejected(script("ReActor", "photos/a.png", true), "argument 1", "base64");
        assertRejected(reactor(23, "someone.safetensors"), "argument 24", "empty");
        assertRejected(reactor(24, "faces"), "argument 25", "empty");
        assertRejected(reactor(25, PNG), "argument 26", "empty");
        assertRejected(
                script(
                        "Regional Prompter",
                        true,
                        false,
                        "Mask",
                        "",
                        "",
                        "",
                        "",
                        "",
                        false,
                        false,
                        false,
                        "",
                        false,
                        "",
                        "",
                        "",
                        "mask.png"),
                "argument 17",
                "base64");
        assertRejected(script("ControlNet", Map.of("image", new LongString("photos"))), "image", "base64");
        assertRejected(script("ControlNet", Map.of("image", "data:image/../../a.png")), "image", "base64");
        assertRejected(Map.of("some_field", "data:image/../../a.png"), "some_field", "path");
        assertRejected(Map.of("alwayson_scripts", Map.of("ADetailer", Map.of("args", Map.of()))), "list");
    }

    @Test
    void argumentsOfOtherVersionsAreTaken() {
        assertTaken(reactor(14, "No"));
        assertTaken(reactor(30, "tab_single"));
        assertTaken(argument("Regional Prompter", 16, PNG));
        assertTaken(argument("Tiled Diffusion", 22, "dogs / cats"));
        assertTaken(argument("Tiled Diffusion", 28, "Background"));
        assertTaken(script("demofusion", true, "DemoFusion", true, 128, 64, 4, 2));
        assertTaken(script("ControlNet", Map.of("inpaint_crop_input_image", "true", "type_filter", "All")));
    }

    private static Map<String, Object> reactor(int at, String value) {
        return argument("ReActor", at, value);
    }

    /** One argument, and whether the script is on. */
    private static Map<String, Object> argument(String title, int at, String value) {
        Object[] args = new Object[at + 1];
        args[0] = title.equals("ReActor") ? null : true;
        args[1] = true;
        args[at] = value;
        return script(title, args);
    }

    @ParameterizedTest
    @CsvSource({
        "CLIP_stop_at_last_layers, 2",
        "eta_noise_seed_delta, 31337",
        "s_tmax, inf",
        "randn_source, CPU",
        "emphasis, No norm",
        "sd_unet, None",
        "upscaler_for_img2img, R-ESRGAN 4x+",
        "img2img_background_color, #ffffff",
        "tiling, true",
        "sdxl_clip_l_skip, true",
        "hires_fix_refiner_pass, first pass",
        "sd_vae, Automatic"
    })
    void settingsOfAJobAreTaken(String key, String value) {
        assertTaken(setting(key, value));
    }

    @Test
    void harmlessSettingsAreTakenAndLeftOut() {
        for (String key : List.of("filter_nsfw", "samples_save", "grid_save", "live_previews_enable")) {
            assertTaken(setting(key, false));
            assertThat(rules.leftOut(setting(key, false))).containsEntry("override_settings", Set.of(key));
        }
        assertTaken(setting("cross_attention_optimization", "sdp"));
        assertThat(rules.leftOut(setting("eta_ddim", 1))).containsEntry("override_settings", Set.of());
        PayloadRules more = new PayloadRules(new PayloadAdditions(List.of(), List.of("filter_nsfw")));
        assertThat(more.leftOut(setting("filter_nsfw", true))).containsEntry("override_settings", Set.of());
    }

    @Test
    void modelsOfADetailerAreLookedUpWhereItUsesThem() {
        assertTaken(script(
                "ADetailer",
                Map.of("ad_use_checkpoint", false, "ad_checkpoint", "c1", "ad_use_vae", false, "ad_vae", "v1")));
        assertThat(rules.check(script("ADetailer", Map.of("ad_use_checkpoint", true, "ad_checkpoint", "c1"))))
                .hasSize(1);
    }

    @Test
    void settingsAreHeldToTheirType() {
        assertRejected(setting("CLIP_stop_at_last_layers", "two"), "CLIP_stop_at_last_layers", "number");
        assertRejected(setting("CLIP_stop_at_last_layers", true), "number");
        assertTaken(setting("s_min_uncond_all", true));
        assertRejected(setting("sd3_enable_t5", true), "sd3_enable_t5", "not taken");
        assertRejected(setting("samples_format", "bmp"), "samples_format", "png", "webp");
        assertRejected(setting("upscaler_for_img2img", "/data/x"), "slash");
        assertRejected(setting("eta_ddim", Map.of("a", 1)), "object");
        assertRejected(setting("outdir_samples", "x"), "outdir_samples", "allowed are", "CLIP_stop_at_last_layers");
        assertRejected(Map.of("override_settings", List.of()), "override_settings should be an object");
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("override_settings", null);
        assertTaken(nothing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/data/a", "\\\\host\\a", "~/a", "C:\\a", "file:a", "https://host/a", "a/../b", "..", "s3://a/b"
            })
    void textsThatCouldBeAPathOrUrlAreRejected(String text) {
        assertRejected(Map.of("sampler_name", text), "sampler_name", "path");
        assertRejected(Map.of("styles", List.of(text)), "styles", "path");
        assertRejected(Map.of("some_field", Map.of("inner", text)), "some_field", "path");
        assertRejected(Map.of("refiner_checkpoint", text), "refiner_checkpoint", "name");
        assertTaken(Map.of("prompt", text, "negative_prompt", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"DPM++ 2M Karras", "1.5", "a/b", "a...b", "~5 cats", "and so on..", "Latent (nearest-exact)"})
    void otherTextsAreTaken(String text) {
        assertTaken(Map.of("sampler_name", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a cat <sd_cpp_extra_args>{}</sd_cpp_extra_args>",
                "a cat <SD_CPP_Extra_Args>{}",
                "a cat < sd_cpp_extra_args\n>{}",
                "sd_cpp_\u200bextra_args",
                "a cat <sd_cpp<lora:a:1>_extra_args>{}</sd_cpp_extra_<lora:a:1>args>",
                "a cat <sd_cpp_extra<lyco:a=1>_args>{}"
            })
    void tagsByWhichNodesTakeOrdersAreRejectedInAllPrompts(String prompt) {
        for (String field : List.of("prompt", "negative_prompt", "hr_prompt", "hr_negative_prompt")) {
            assertRejected(Map.of(field, prompt), field, "sd_cpp_extra_args");
        }
        assertRejected(script("ADetailer", Map.of("ad_prompt", prompt)), "ad_prompt", "sd_cpp_extra_args");
    }

    @Test
    void promptsAreFreeTextOtherwise() {
        assertTaken(Map.of("prompt", "/imagine a <cat> :: (dog:1.2) [a|b] <a:b> http://x ../ C:\\ ~/", "seed", 1));
        assertRejected(Map.of("prompt", new LongString("a cat")), "prompt", "too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a <lora:x=#>\n:style:1>",
                "<lora:a",
                "<lora:{a|b}:1>",
                "<lyco:a\n:1>",
                "<hypernet:<b>:1>",
                "<#c\nlora:a",
                "<lo<lora:a:1>ra:b:1>",
                "<lora:[PROMPT]:1>",
                "<[PROMPT]:style:1>",
                "<lo[prompt]",
                "[PROMPT]lora:style:1>",
                "[PROMPT]:style:1>",
                "[PROMPT][PROMPT]"
            })
    void tagsThatNodesCouldReadDifferentlyAreRejected(String prompt) {
        assertRejected(Map.of("prompt", prompt), "prompt holds");
        assertRejected(script("ADetailer", Map.of("ad_prompt", prompt)), "ad_prompt holds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a cat, >_<",
                "i <3 cats",
                "a [b|c] # [d]\n#1",
                "[PROMPT], face[SEP][PROMPT] hand",
                "<a:{b}> <c",
                "<x:[PROMPT]>"
            })
    void promptsWithOtherSignsAreTaken(String prompt) {
        assertTaken(Map.of("prompt", prompt));
        assertTaken(script("ADetailer", Map.of("ad_prompt", prompt)));
    }

    @Test
    void modelsAreFoundInTagsWithinOthersAndBesideComments() {
        assertThat(stems(
                        rules.check(Map.of("prompt", "< z : <lora:a:1> <lora:b=c=d:1> <lora:e=f:g>")),
                        CheckpointType.LORA))
                .containsExactlyInAnyOrder("a", "b=c=d", "e=f", "g");
        assertThat(stems(rules.check(Map.of("prompt", "<lo# <b\nra:h:1>")), CheckpointType.LORA))
                .containsExactly("h");
    }

    @Test
    @Timeout(60)
    void longPromptsAreReadInOnePass() {
        for (String part : List.of("<a:", "< ", "<lora:a:1>", "# <", "<lora ", "[PROMPT] ", "<aaaa")) {
            Map<String, Object> prompt = Map.of("prompt", part.repeat((2 << 20) / part.length()));
            assertThat(rules.check(prompt)).hasSizeLessThan(2);
        }
    }

    @Test
    @Timeout(60)
    void namesOfModelsHaveABound() {
        String name = "a0" + " ".repeat(2 << 20) + "b";

        assertRejected(script("ADetailer", Map.of("ad_vae", name)), "more than 255 characters");
        assertRejected(Map.of("prompt", "<lora:" + name + ":1>"), "more than 255 characters");
        assertRejected(Map.of("prompt", List.of("a cat", "a dog")), "prompt", "not a list");
    }

    @Test
    void imagesInlineAreTakenAndUrlsAreNot() {
        assertTaken(Map.of("init_images", List.of(JPEG, new LongString("data:image/png;base64,AAAA")), "mask", PNG));
        assertRejected(Map.of("init_images", List.of("http://host/a")), "init_images", "URL", "base64");
        assertRejected(Map.of("infotext", "Steps: 20"), "infotext");
    }

    @Test
    void everyModelThatIsNamedIsFound() {
        Map<String, Object> payload = new HashMap<>(script(
                "ADetailer",
                Map.of(
                        "ad_checkpoint",
                        "c1",
                        "ad_vae",
                        "v1",
                        "ad_controlnet_model",
                        "n1 [00000000]",
                        "ad_prompt",
                        "<lora:l1:1>")));
        payload.put("prompt", "a <lora:l2:0.5> <LYCO : sub/L3.safetensors> <lora:te=0.5:l4:unet=1> <hypernet:h1:1>");
        payload.put("hr_negative_prompt", "<lora:l5>");
        payload.put("refiner_checkpoint", "c2.safetensors [0123456789]");
        payload.put("hr_checkpoint_name", "Use same checkpoint");
        payload.put("lora", List.of(Map.of("path", "l6.safetensors", "multiplier", 1)));
        payload.put("override_settings", Map.of("sd_hypernetwork", "h2", "sd_lora", "l7", "sd_vae", "v2.vae.pt"));

        Set<PayloadModelName> found = rules.check(payload);

        assertThat(stems(found, CheckpointType.LORA))
                .containsExactlyInAnyOrder("l1", "l2", "l3", "l4", "te=0.5", "l5", "l6", "l7");
        assertThat(stems(found, CheckpointType.STABLE_DIFFUSION)).containsExactlyInAnyOrder("c1", "c2");
        assertThat(stems(found, CheckpointType.VAE)).containsExactlyInAnyOrder("v1", "v2.vae");
        assertThat(stems(found, CheckpointType.CONTROL_NET)).containsExactly("n1");
        assertThat(stems(found, CheckpointType.HYPERNETWORKS)).containsExactlyInAnyOrder("h1", "h2");
        assertThat(stems(rules.check(script("Refiner", true, "c3", 0.8)), CheckpointType.STABLE_DIFFUSION))
                .containsExactly("c3");
        assertThat(stems(rules.check(script("ControlNet", Map.of("model", "n2"))), CheckpointType.CONTROL_NET))
                .containsExactly("n2");
    }

    private static List<String> stems(Set<PayloadModelName> references, CheckpointType type) {
        return references.stream()
                .filter(reference -> reference.type() == type)
                .map(PayloadModelName::stem)
                .toList();
    }
}
