package io.github.guicesql.examples.hello.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Parses JSON strictly: a duplicate key, or content after the end, is an error of the sender. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static byte[] bytes(ObjectNode object) throws JsonProcessingException {
    return MAPPER.writeValueAsBytes(object);
  }

  static ObjectNode parse(byte[] body) throws HttpProblem {
    JsonNode parsed;
    try {
      parsed = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw new HttpProblem(400, "The body is not JSON" + where + ".");
    } catch (IOException e) {
      throw new HttpProblem(400, "The body is not text in UTF-8.");
    }
    if (parsed instanceof ObjectNode object) {
      return object;
    }
    throw new HttpProblem(400, "The body is not a JSON object.");
  }
}
