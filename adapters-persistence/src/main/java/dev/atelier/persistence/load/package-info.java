/** How the load was in the last days. */
package dev.atelier.persistence.load;
