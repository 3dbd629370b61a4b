/**
 * The views Containers and Images. What takes time happens in jobs; a view shows what they bring. It knows the dialogs and icons of
 * {@code io.jdock.eclipse.ui} and what that may know; nothing imports it.
 */
package io.jdock.eclipse.ui.views;
