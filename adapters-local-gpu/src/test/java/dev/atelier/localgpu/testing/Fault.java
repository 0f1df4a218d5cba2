package dev.atelier.localgpu.testing;

/** Faults of a node. */
public enum Fault {
    /** Responds {@link WebUiSimulator#SLOWNESS} late. */
    SLOW,
    /** Never responds. */
    HANG,
    /** Closes the connection after half of the response. */
    DROP,
    /** Status 200 and truncated JSON. */
    GARBLED,
    /** Status 500 every time. */
    ERROR_500,
    /** The response of WebUI to an upscaler that it does not have. */
    UNKNOWN_UPSCALER,
    /** The response of WebUI to more images than the batch has. */
    WRONG_IMAGE_COUNT,
    /** The response of stable-diffusion.cpp's server to any value that it cannot use. */
    SERVER_ERROR,
    /** The response of WebUI after an error of the GPU, from then on to every job. */
    GPU_ERROR,
    /** The response of WebUI when the GPU is out of memory. */
    OUT_OF_MEMORY,
    /** Silently uses another checkpoint than requested. */
    WRONG_MODEL,
    /** Status 200 and an empty list of images. */
    NO_IMAGES,
    /** The first of the images only. */
    TOO_FEW_IMAGES,
    /** A grid before the images, and a detect map after them. */
    EXTRA_IMAGES,
    /** An image in something that is not base64. */
    NOT_BASE64,
    /** Base64 of something that is not an image. */
    NOT_AN_IMAGE,
    /** Status 404, as from a server started without {@code --api}. */
    NO_ROUTE,
    /** Status 401. */
    UNAUTHORIZED
}
