package io.github.guicesql.benchmarks.start.springboot;

import io.github.guicesql.benchmarks.start.FirstRow;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Spring Boot with its JDBC starter, without a server. */
@SpringBootApplication(proxyBeanMethods = false)
class SpringBootMain {

  public static void main(String[] args) throws SQLException, IOException {
    try (ConfigurableApplicationContext context =
        SpringApplication.run(
            SpringBootMain.class,
            "--spring.datasource.url=jdbc:sqlite:" + args[0],
            "--spring.main.banner-mode=off")) {
      FirstRow.print(context.getBean(DataSource.class));
    }
  }
}
