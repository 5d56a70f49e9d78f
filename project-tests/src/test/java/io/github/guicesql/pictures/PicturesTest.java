package io.github.guicesql.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pictures of the documents are those that the code draws. Run with {@code
 * -Dpictures.write=true}, as .ci/pictures does, it writes them instead.
 */
final class PicturesTest {

  private static final Path FOLDER = Path.of("../docs/pictures");

  /** A file of the folder, and what its content has to be. */
  record Picture(String file, String drawn) {

    @Override
    public String toString() {
      return file;
    }
  }

  static List<Picture> pictures() {
    return List.of(
        new Picture("injector.svg", new InjectorPicture().draw()),
        new Picture("connection.svg", new ConnectionPicture().draw()),
        new Picture("closing.svg", new ClosingPicture().draw()));
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void theFileIsWhatIsDrawn(Picture picture) throws IOException {
    Path file = FOLDER.resolve(picture.file());
    if (Boolean.getBoolean("pictures.write")) {
      Files.writeString(file, picture.drawn());
    }
    assertThat(Files.readString(file))
        .withFailMessage("%s is not what is drawn now: run .ci/pictures", file)
        .isEqualTo(picture.drawn());
  }
}
