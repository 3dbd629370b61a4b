/**
 * Java launches in containers: the Container JRE, which serves every launch type of JDT, and the launch modes that choose it
 * for one launch. It knows JDT and jdock's core, and nothing of a user interface.
 */
package io.jdock.eclipse.jdt;
