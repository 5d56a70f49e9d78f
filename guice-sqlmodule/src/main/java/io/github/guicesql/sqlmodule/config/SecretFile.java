package io.github.guicesql.sqlmodule.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads a file that contains one value, as the secrets of Docker and Kubernetes do. */
public final class SecretFile {

  private SecretFile() {}

  /**
   * Returns the file's text, in UTF-8, without the byte order mark and the line end that an editor
   * writes before and after it.
   *
   * @throws IOException if the file cannot be read or is not in UTF-8
   */
  public static String read(Path file) throws IOException {
    String read = Files.readString(file);
    String text = read.startsWith("\ufeff") ? read.substring(1) : read;
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * Returns whether a text is the path of a file in an existing folder, and not a secret that was
   * written in place of the file's name. A secret may begin with a slash, so a file in the root
   * folder has to exist.
   */
  static boolean isIn(String text) {
    try {
      Path file = Path.of(text);
      Path folder = file.getParent();
      return folder != null
          && Files.isDirectory(folder)
          && (folder.getFileName() != null || Files.exists(file));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
