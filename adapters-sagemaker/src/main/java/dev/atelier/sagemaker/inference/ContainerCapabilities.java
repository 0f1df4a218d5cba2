package dev.atelier.sagemaker.inference;

import dev.atelier.application.compute.NodeCapabilities;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the container of endpoints offers. It cannot be asked, so these are the lists of the WebUI 1.7 that it is built of, as
 * documented in docs/webui.md.
 */
public final class ContainerCapabilities implements NodeCapabilities {

    private static final Offer OFFER = new Offer(
            Stream.of(
                            "DPM++ 2M Karras",
                            "DPM++ SDE Karras",
                            "DPM++ 2M SDE Exponential",
                            "DPM++ 2M SDE Karras",
                            "Euler a",
                            "Euler",
                            "LMS",
                            "Heun",
                            "DPM2",
                            "DPM2 a",
                            "DPM++ 2S a",
                            "DPM++ 2M",
                            "DPM++ SDE",
                            "DPM++ 2M SDE",
                            "DPM++ 3M SDE",
                            "DPM fast",
                            "DPM adaptive",
                            "LMS Karras",
                            "DPM2 Karras",
                            "DPM2 a Karras",
                            "DPM++ 2S a Karras",
                            "DDIM",
                            "PLMS",
                            "UniPC")
                    .map(name -> new Sampler(name, List.of(), Map.of()))
                    .toList(),
            List.of(),
            Stream.of(
                            "None",
                            "Lanczos",
                            "Nearest",
                            "ESRGAN_4x",
                            "LDSR",
                            "R-ESRGAN 4x+",
                            "R-ESRGAN 4x+ Anime6B",
                            "SwinIR_4x")
                    .map(name -> new Upscaler(name, Optional.empty(), 4))
                    .toList(),
            List.of(
                    "Latent",
                    "Latent (antialiased)",
                    "Latent (bicubic)",
                    "Latent (bicubic antialiased)",
                    "Latent (nearest)",
                    "Latent (nearest-exact)"),
            List.of("CodeFormer", "GFPGAN"),
            Map.of("txt2img", List.of("controlnet"), "img2img", List.of("controlnet")),
            Optional.of(new ControlNet(2, 3, List.of("none", "canny", "depth", "openpose"), Map.of())),
            List.of());

    @Override
    public Offer offer() {
        return OFFER;
    }
}
