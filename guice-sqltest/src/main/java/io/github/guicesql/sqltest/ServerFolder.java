package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The folder of one server, and how the server is to be.
 *
 * @param temporary whether it goes with the server
 */
record ServerFolder(Path path, boolean temporary, ServerOptions options, Address address) {

  /** A new file in the folder, for nobody else to read. */
  Path secret(String name) throws IOException {
    Path file = path.resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(file);
    OwnedFolder.restrict(file, "rw-------");
    return file;
  }

  /** Copies a file into the folder, for nobody else to read. */
  Path copied(Path file, String name) throws IOException {
    Path copy = path.resolve(name);
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    OwnedFolder.restrict(copy, "rw-------");
    return copy;
  }
}
