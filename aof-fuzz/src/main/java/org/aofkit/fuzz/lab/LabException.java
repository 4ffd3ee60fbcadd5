package org.aofkit.fuzz.lab;

/** A step of a laboratory run did not go as expected; the message says which. */
final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LabException(String message) {
    super(message);
  }
}
