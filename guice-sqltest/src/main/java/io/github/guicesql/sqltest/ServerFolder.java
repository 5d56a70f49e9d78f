package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The folder of one server, with the server's options.
 *
 * @param temporary whether it is deleted with the server
 */
record ServerFolder(Path path, boolean temporary, ServerOptions options, Address address) {

  /** Creates a file in the folder that only this user can read. */
  Path secret(String name) throws IOException {
    Path file = path.resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(file);
    OwnedFolder.restrict(file, "rw-------");
    return file;
  }

  /** Copies a file into the folder, so that only this user can read the copy. */
  Path copied(Path file, String name) throws IOException {
    Path copy = path.resolve(name);
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    OwnedFolder.restrict(copy, "rw-------");
    return copy;
  }
}
