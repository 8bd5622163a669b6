package dev.xdc.data.synth;

import dev.xdc.data.media.FrameSize;
import java.util.Random;

/**
 * The picture of a made-up clip: one shape that moves in one way before still {@link Stripes}.
 * Shape and motion are given; colours, stripes, size, place, direction, speed, angle and noise are
 * random.
 */
final class MovingShape {

  /** What the shape is; all of them show by how they turn. */
  enum Shape {
    BAR,
    TRIANGLE,
    FRAME,
    CROSS
  }

  /** How it moves. */
  enum Motion {
    GLIDE,
    SPIN,
    PULSE
  }

  private static final double TURN = 2 * Math.PI;

  private final Shape shape;
  private final Motion motion;
  private final int side;
  private final Random random;

  private final double[] front = new double[3];
  private final double[] back = new double[3];
  private final double[] ground;
  private final double radius;
  private final double noise;
  private double x;
  private double y;
  private double velocityX;
  private double velocityY;
  private double angle;
  private final double angleSpeed;
  private final double pulseHertz;
  private final double pulsePhase;

  MovingShape(Shape shape, Motion motion, int side, Random random) {
    this.shape = shape;
    this.motion = motion;
    this.side = side;
    this.random = random;
    chooseColours();
    radius = side * between(0.2, 0.26);
    noise = between(2, 7);
    ground = Stripes.paint(side, back, random);
    x = between(0.3, 0.7) * side;
    y = between(0.3, 0.7) * side;
    angle = between(0, TURN);
    double direction = between(0, TURN);
    double speed = side * (motion == Motion.GLIDE ? between(0.5, 0.9) : between(0, 0.08));
    velocityX = speed * StrictMath.cos(direction);
    velocityY = speed * StrictMath.sin(direction);
    double sign = random.nextBoolean() ? 1 : -1;
    angleSpeed = sign * TURN * (motion == Motion.SPIN ? between(0.6, 1.0) : between(0, 0.05));
    pulseHertz = motion == Motion.PULSE ? between(1.8, 2.8) : 0;
    pulsePhase = between(0, TURN);
  }

  /** A bright shape on a dark ground, each of its own tint. */
  private void chooseColours() {
    double contrast = between(90, 130);
    double middle = between(110, 145);
    for (int c = 0; c < 3; c++) {
      front[c] = middle + contrast / 2 + between(-20, 20);
      back[c] = middle - contrast / 2 + between(-20, 20);
    }
  }

  /** Returns {@code frames} rgb24 frames. */
  byte[] paint(int frames, double framesPerSecond) {
    FrameSize size = new FrameSize(side, side);
    byte[] pixels = new byte[frames * size.bytes()];
    for (int t = 0; t < frames; t++) {
      paintFrame(pixels, t * size.bytes(), t / framesPerSecond);
      move(1 / framesPerSecond);
    }
    return pixels;
  }

  private void paintFrame(byte[] pixels, int at, double seconds) {
    double scale =
        motion == Motion.PULSE
            ? 1 + 0.45 * StrictMath.sin(TURN * pulseHertz * seconds + pulsePhase)
            : 1;
    double r = radius * scale;
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    int next = at;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double dx = column + 0.5 - x;
        double dy = row + 0.5 - y;
        double distance = distance(dx * cos + dy * sin, dy * cos - dx * sin, r);
        // One pixel of soft edge keeps sub-pixel motion visible.
        double cover = Math.min(1, Math.max(0, 0.5 - distance));
        double shade =
            noise * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
        for (int c = 0; c < 3; c++) {
          double behind = ground[3 * (row * side + column) + c];
          double value = cover * front[c] + (1 - cover) * behind + shade;
          pixels[next++] = (byte) Math.round(Math.min(255, Math.max(0, value)));
        }
      }
    }
  }

  /**
   * Returns how far a point lies outside the shape of radius {@code r}, in pixels; negative inside.
   */
  private double distance(double u, double v, double r) {
    return switch (shape) {
      case BAR -> box(u, v, 1.1 * r, 0.28 * r);
      case FRAME -> Math.abs(box(u, v, 0.68 * r, 0.68 * r)) - 0.16 * r;
      case CROSS -> Math.min(box(u, v, r, 0.25 * r), box(u, v, 0.25 * r, r));
      case TRIANGLE ->
          Math.max(v - 0.5 * r, Math.max(-0.866 * u - 0.5 * v, 0.866 * u - 0.5 * v) - 0.5 * r);
    };
  }

  private static double box(double u, double v, double halfWidth, double halfHeight) {
    return Math.max(Math.abs(u) - halfWidth, Math.abs(v) - halfHeight);
  }

  /** Moves on by a time step and turns back at the edges, so that the shape stays in view. */
  private void move(double seconds) {
    double margin = 0.2 * side;
    x += velocityX * seconds;
    y += velocityY * seconds;
    angle += angleSpeed * seconds;
    if ((x < margin && velocityX < 0) || (x > side - margin && velocityX > 0)) {
      velocityX = -velocityX;
    }
    if ((y < margin && velocityY < 0) || (y > side - margin && velocityY > 0)) {
      velocityY = -velocityY;
    }
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
