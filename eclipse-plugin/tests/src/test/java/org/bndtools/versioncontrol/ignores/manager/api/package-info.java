/**
 * Nothing. PDE imports this package for workspaces of Bndtools; no test needs what is in it, and not all that the bundle needs which has it is
 * in the Maven repository.
 */
package org.bndtools.versioncontrol.ignores.manager.api;
