package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.redaction.UserMask;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Keeps the server's fields, too. */
final class PostgresUserMask extends UserMask {
  /** The server cuts off a longer name. */
  private static final int LONGEST_NAME = 63;

  PostgresUserMask(String user) {
    super(user, LONGEST_NAME);
  }

  @Override
  protected SQLException copy(SQLException refusal) {
    ServerErrorMessage said =
        refusal instanceof PSQLException ours ? ours.getServerErrorMessage() : null;
    if (said == null) {
      return super.copy(refusal);
    }
    boolean inDetail = said.toString().equals(refusal.getMessage());
    return new PSQLException(new ServerErrorMessage(fields(said)), inDetail);
  }

  /** As the protocol has them (manual, "Error and Notice Message Fields"). */
  private String fields(ServerErrorMessage said) {
    StringBuilder fields = new StringBuilder();
    add(fields, 'S', said.getSeverity());
    add(fields, 'C', said.getSQLState());
    add(fields, 'M', said.getMessage());
    add(fields, 'D', said.getDetail());
    add(fields, 'H', said.getHint());
    add(fields, 'W', said.getWhere());
    add(fields, 'F', said.getFile());
    add(fields, 'L', said.getLine() == 0 ? null : String.valueOf(said.getLine()));
    add(fields, 'R', said.getRoutine());
    return fields.toString();
  }

  private void add(StringBuilder fields, char type, @Nullable String value) {
    if (value != null) {
      fields.append(type).append(mask(value)).append('\0');
    }
  }
}
