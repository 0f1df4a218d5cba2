package dev.atelier.localgpu.testing;

/** What can go wrong with a node. */
public enum Fault {
    /** The answer comes, {@link WebUiSimulator#SLOWNESS} late. */
    SLOW,
    /** No answer ever. */
    HANG,
    /** Half an answer, then the connection is gone. */
    DROP,
    /** Status 200 and JSON that breaks off. */
    GARBLED,
    /** Status 500 every time. */
    ERROR_500,
    /** What WebUI answers when the GPU has too little memory. */
    OUT_OF_MEMORY,
    /** The checkpoint asked for is not loaded, without a word. */
    WRONG_MODEL,
    /** Status 200 and an empty list of pictures. */
    NO_IMAGES,
    /** A grid before the pictures, and a detect map behind them. */
    EXTRA_IMAGES,
    /** Base64 of something that is no picture. */
    NOT_AN_IMAGE,
    /** Status 404, as of a server that was started without {@code --api}. */
    NO_ROUTE,
    /** Status 401. */
    UNAUTHORIZED
}
