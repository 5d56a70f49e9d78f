package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Provider;
import com.google.inject.matcher.Matchers;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Do interceptors bound at the root reach classes that use our keys, and leave ours alone? */
final class InterceptorTest {

  private final List<String> calls = new ArrayList<>();

  @Test
  void featureIsIntercepted() throws Exception {
    Injector injector =
        Guice.createInjector(
            new LifecycleModule(),
            H2Module.fresh(),
            new AbstractModule() {
              @Override
              protected void configure() {
                bind(Feature.class).to(TracedFeature.class);
                bindInterceptor(
                    Matchers.any(),
                    Matchers.annotatedWith(Traced.class),
                    invocation -> {
                      calls.add(invocation.getMethod().getName());
                      return invocation.proceed();
                    });
              }
            });

    assertThat(injector.getInstance(Feature.class).two()).isEqualTo(2);

    assertThat(calls).containsExactly("two");
    injector.getInstance(LifecycleRegistry.class).close();
  }

  @Retention(RetentionPolicy.RUNTIME)
  @interface Traced {}

  static class TracedFeature extends Feature {
    @Inject
    TracedFeature(
        @Named(SqlTokens.DB) DataSource db,
        @Named(SqlTokens.DIALECT) Dialect dialect,
        @Named(SqlTokens.DB) Provider<DataSource> provider) {
      super(db, dialect, provider);
    }

    @Override
    @Traced
    public int two() throws SQLException {
      return super.two();
    }
  }
}
