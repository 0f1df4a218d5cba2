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
    /** The response of WebUI when the GPU is out of memory. */
    OUT_OF_MEMORY,
    /** Silently uses another checkpoint than requested. */
    WRONG_MODEL,
    /** Status 200 and an empty list of images. */
    NO_IMAGES,
    /** A grid before the images, and a detect map after them. */
    EXTRA_IMAGES,
    /** Base64 of something that is not an image. */
    NOT_AN_IMAGE,
    /** Status 404, as from a server started without {@code --api}. */
    NO_ROUTE,
    /** Status 401. */
    UNAUTHORIZED
}
